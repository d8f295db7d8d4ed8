import { behind } from '../behind.ts';
import { onceForEach } from '../once-for-each.ts';
import { error, type Problem, warning } from '../problem.ts';
import type { PodSource, ServiceSource, Sources } from '../sources.ts';
import { inDocument, placedContainers, repeated, type SourcesRule } from './rule.ts';

/** One project, one pod of a name: containers and DNS names are made from it, whatever the namespace. */
export const podNamesDiffer: SourcesRule = ({ pods }) =>
  repeated(
    pods.filter(({ name }) => name !== ''),
    ({ name }) => name,
  ).map(([{ document, name }]) =>
    inDocument(
      document,
      error(
        'duplicate-name',
        ['metadata', 'name'],
        `there is another pod ${name}; pods of a project need names of their own, in several namespaces too`,
      ),
    ),
  );

export const dataNamesDiffer: SourcesRule = ({ data }) =>
  repeated(data, ({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).map(
    ([{ document, kind, name }]) =>
      inDocument(document, error('duplicate-name', ['metadata', 'name'], `there is another ${kind} ${name}`)),
  );

/** A Service that leads nowhere is told of. */
export const servicesLeadToPods: SourcesRule = (sources) =>
  sources.services.flatMap((service) =>
    checkService(service, sources).map((problem) => inDocument(service.document, problem)),
  );

/** Addresses that no Service takes are told of. */
export const endpointsHaveServices: SourcesRule = ({ endpoints, services }) =>
  endpoints.flatMap(({ document, kind, namespace, service: name }) => {
    const tell = (message: string): ReturnType<typeof inDocument>[] => [
      inDocument(document, warning('service', ['metadata'], message, { on: 'key' })),
    ];
    if (name === undefined)
      return tell('without the label kubernetes.io/service-name it belongs to no Service');
    const service = services.find((one) => one.namespace === namespace && one.name === name);
    if (!service) return tell(`there is no Service ${name} in these files for this ${kind}`);
    const hasSelector = Object.keys(service.spec.selector ?? {}).length > 0;
    return hasSelector
      ? tell(`Service ${name} has a selector, which decides what is behind it: this ${kind} is left out`)
      : [];
  });

function checkService(service: ServiceSource, sources: Sources): readonly Problem[] {
  const { name, spec } = service;
  if (!spec.selector) return [];
  const matching = behind(sources).podsOf(service);
  if (matching.length === 0)
    return [
      warning('service', ['spec', 'selector'], `no pod of these files is behind Service ${name}`, {
        on: 'key',
      }),
    ];
  return [...(spec.ports ?? []).entries()].flatMap(([index, { targetPort }]) => {
    if (targetPort === undefined) return [];
    if (typeof targetPort === 'number' || isNamed(targetPort, matching)) return [];
    const path = ['spec', 'ports', index, 'targetPort'];
    return [warning('service', path, `no pod behind it has a port ${targetPort}`)];
  });
}

function isNamed(name: string, pods: readonly PodSource[]): boolean {
  return /^\d+$/.test(name) || pods.some((pod) => portNamesOf(pod).has(name));
}

const portNamesOf = onceForEach(
  (pod: PodSource) =>
    new Set(
      placedContainers(pod).flatMap(({ container }) => (container.ports ?? []).map(({ name }) => name)),
    ),
);

/** A Job is one pod, run once. */
export const jobsRunOnce: SourcesRule = ({ pods }) =>
  pods.flatMap((pod) =>
    (['completions', 'parallelism'] as const)
      .filter((field) => (pod.job?.[field] ?? 1) !== 1)
      .map((field) =>
        inDocument(
          pod.document,
          warning(
            'job',
            [...pod.podPath.slice(0, -1), field],
            `one pod is run here, once, not ${pod.job?.[field]}`,
          ),
        ),
      ),
  );
