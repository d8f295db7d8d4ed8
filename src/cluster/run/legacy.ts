import type { KubernetesObject } from './objects.ts';

interface ContainerDocument {
  readonly name: string;
  readonly restartPolicy?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The same objects for a cluster without native sidecars (Kubernetes 1.28 and older): a sidecar is one more app container, before the
 * others, in a pod as in every template, however deep.
 */
export function withoutSidecars(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects.map((object) => rewritten(object) as KubernetesObject);
}

function rewritten(value: Fields): Fields {
  const spec = value['spec'] as Fields | undefined;
  if (spec === undefined) return value;
  const inner = ['template', 'jobTemplate'].flatMap((key) =>
    spec[key] === undefined ? [] : [[key, rewritten(spec[key] as Fields)]],
  );
  return { ...value, spec: { ...plainPod(spec), ...Object.fromEntries(inner) } };
}

function plainPod(spec: Fields): Fields {
  const inits = spec['initContainers'] as readonly ContainerDocument[] | undefined;
  if (inits === undefined) return spec;
  const sidecars = inits.filter(isSidecar).map(({ restartPolicy: _, ...container }) => container);
  const containers = spec['containers'] as readonly ContainerDocument[];
  return {
    ...spec,
    initContainers: inits.filter((container) => !isSidecar(container)),
    containers: [...sidecars, ...containers],
  };
}

const isSidecar = ({ restartPolicy }: ContainerDocument): boolean => restartPolicy === 'Always';
