import { nearest } from '../nearest.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { ProjectionInput } from '../schema/volume.ts';
import { type DataKind, findData, type PodSource, type Sources } from '../sources.ts';
import { type PodRule, placedContainers } from './rule.ts';

/** A ConfigMap or Secret that is wanted, with the keys that are wanted of it. */
interface Reference {
  readonly kind: DataKind;
  readonly name: string;
  readonly optional: boolean | undefined;
  readonly path: Path;
  /** What the name's field is called: `secretName` in a volume. */
  readonly nameField?: string;
  readonly keys?: readonly { readonly key: string; readonly path: Path }[];
}

/** Everything a container or a volume refers to must be in the files, unless it is optional. */
export const referencesResolve: PodRule = (pod, sources) =>
  [...environmentReferences(pod), ...volumeReferences(pod)]
    .filter(({ optional }) => !optional)
    .flatMap((reference) => resolve(reference, pod, sources));

function resolve(reference: Reference, pod: PodSource, sources: Sources): readonly Problem[] {
  const { kind, name, path, nameField = 'name', keys = [] } = reference;
  const data = findData(sources, kind, pod.namespace, name);
  if (!data) return [missing(reference, [...path, nameField], pod.namespace, sources)];
  const known = [...data.entries.keys()];
  return keys
    .filter(({ key }) => !known.includes(key))
    .map((wanted) => {
      const near = nearest(wanted.key, known);
      const meant = near === undefined ? '' : `; did you mean ${near}?`;
      const hint = known.length > 0 ? `it has ${known.join(', ')}` : 'it is empty';
      const message = `${kind} ${name} has no key ${wanted.key}${meant}`;
      return error('missing-reference', wanted.path, message, { hint });
    });
}

function missing({ kind, name }: Reference, path: Path, namespace: string, { data }: Sources): Problem {
  const others = data.filter((other) => other.kind === kind);
  const elsewhere = others.find((other) => other.name === name);
  if (elsewhere)
    return error('missing-reference', path, `there is no ${kind} ${name} in namespace ${namespace}`, {
      hint: `there is one in namespace ${elsewhere.namespace}, which the pod cannot see`,
    });
  const here = others.filter((other) => other.namespace === namespace).map((other) => other.name);
  const near = nearest(name, here);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  const hint = 'add it to the files, or `optional: true` here';
  return error('missing-reference', path, `there is no ${kind} ${name}${meant}`, { hint });
}

function environmentReferences(pod: PodSource): readonly Reference[] {
  return placedContainers(pod).flatMap(({ container, path }) => [
    ...[...(container.envFrom ?? []).entries()].flatMap(([index, { configMapRef, secretRef }]) => [
      ...whole('ConfigMap', configMapRef, [...path, 'envFrom', index, 'configMapRef']),
      ...whole('Secret', secretRef, [...path, 'envFrom', index, 'secretRef']),
    ]),
    ...[...(container.env ?? []).entries()].flatMap(([index, { valueFrom = {} }]) => {
      const at = [...path, 'env', index, 'valueFrom'];
      return [
        ...oneKey('ConfigMap', valueFrom.configMapKeyRef, [...at, 'configMapKeyRef']),
        ...oneKey('Secret', valueFrom.secretKeyRef, [...at, 'secretKeyRef']),
      ];
    }),
  ]);
}

type NameRef = { readonly name: string; readonly optional?: boolean | undefined } | undefined;

function whole(kind: DataKind, ref: NameRef, path: Path): readonly Reference[] {
  return ref ? [{ kind, name: ref.name, optional: ref.optional, path }] : [];
}

function oneKey(
  kind: DataKind,
  ref: (NameRef & { readonly key: string }) | undefined,
  path: Path,
): readonly Reference[] {
  if (!ref) return [];
  const keys = [{ key: ref.key, path: [...path, 'key'] }];
  return [{ kind, name: ref.name, optional: ref.optional, path, keys }];
}

function volumeReferences({ spec }: PodSource): readonly Reference[] {
  return [...(spec.volumes ?? []).entries()].flatMap(([index, volume]) => {
    const at: Path = ['spec', 'volumes', index];
    const { configMap, secret, projected } = volume;
    return [
      ...(configMap ? items('ConfigMap', configMap, [...at, 'configMap']) : []),
      ...(secret
        ? items('Secret', { ...secret, name: secret.secretName }, [...at, 'secret'], 'secretName')
        : []),
      ...[...(projected?.sources ?? []).entries()].flatMap(([part, source]) =>
        projectedReferences(source, [...at, 'projected', 'sources', part]),
      ),
    ];
  });
}

function projectedReferences({ configMap, secret }: ProjectionInput, path: Path): readonly Reference[] {
  return [
    ...(configMap ? items('ConfigMap', configMap, [...path, 'configMap']) : []),
    ...(secret ? items('Secret', secret, [...path, 'secret']) : []),
  ];
}

function items(
  kind: DataKind,
  ref: NonNullable<ProjectionInput['configMap']>,
  path: Path,
  nameField = 'name',
): readonly Reference[] {
  const keys = (ref.items ?? []).map(({ key }, index) => ({ key, path: [...path, 'items', index, 'key'] }));
  return [{ kind, name: ref.name, optional: ref.optional, path, nameField, keys }];
}
