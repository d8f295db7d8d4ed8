import type { ApiPorts, ContainerUsage } from '../../api/ports.ts';
import { listPods } from '../../docker/list.ts';
import { sampleUsage } from '../../docker/stats.ts';
import type { EngineView } from './find-container.ts';

/** Between the two samples that the use of processors takes, in milliseconds. */
const betweenMs = 300;

/** What every running container of the scope uses, measured now. */
export function engineUsage({ connection, scope }: EngineView): ApiPorts['usage'] {
  return async (signal) => {
    const project = 'project' in scope ? scope.project : undefined;
    const pods = await listPods(connection.docker, project, signal);
    const owners = new Map(
      pods.flatMap((pod) => {
        const namespace = 'all' in scope ? pod.project : (pod.spec?.namespace ?? 'default');
        const running = pod.containers.filter(({ state, role }) => state === 'running' && role !== 'tool');
        return running.map(({ id, name }) => [id, { namespace, name: pod.pod, container: name }] as const);
      }),
    );
    if (owners.size === 0) return [];
    const found = new Map<string, ContainerUsage>();
    const enough = new AbortController();
    let samples = 0;
    const ids = (): readonly string[] => {
      samples += 1;
      if (samples > 2) enough.abort();
      return samples > 2 ? [] : [...owners.keys()];
    };
    const until = AbortSignal.any([signal, enough.signal]);
    for await (const { id, cpuPercent, memoryBytes } of sampleUsage(connection.docker, ids, betweenMs, until))
      found.set(id, { ...owners.get(id)!, cpuPercent, memoryBytes });
    return [...found.values()];
  };
}
