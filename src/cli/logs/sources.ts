import type { ListedPod } from '../../docker/list.ts';
import type { LogSource } from '../../logs/merge/record.ts';

/** One instance of a container whose log is read. */
export interface LogInstance {
  readonly id: string;
  readonly source: LogSource;
  /** What stands in front of its lines; the same for all instances of a container. */
  readonly label: string;
}

/**
 * The instances to read: of each container the latest that has run, or with `previous` the one before the latest. In a crash
 * loop the latest one is made already and waits for its start.
 */
export function instancesOf(pods: readonly ListedPod[], previous: boolean): readonly LogInstance[] {
  return pods.flatMap((pod) =>
    pod.containers.flatMap(({ id, name, role, attempt, state, previous: before }) => {
      const hasRun = state !== 'created' || before === undefined;
      const isBefore = previous || !hasRun;
      const chosen = isBefore ? before : id;
      if (chosen === undefined) return [];
      const label = pods.length > 1 ? `${pod.pod}/${name}` : name;
      const source: LogSource = {
        pod: pod.pod,
        container: name,
        role: role === 'tool' ? 'app' : role,
        attempt: isBefore ? attempt - 1 : attempt,
        label,
      };
      return [{ id: chosen, source, label }];
    }),
  );
}

/** The instance that came after, if there is one by now. `gone`: nothing of the pod runs any more, so none will come. */
export function successorOf(
  pods: readonly ListedPod[],
  before: LogInstance,
): LogInstance | 'gone' | undefined {
  const pod = pods.find((listed) => listed.pod === before.source.pod);
  if (!pod?.containers.some(({ state }) => state === 'running')) return 'gone';
  const latest = instancesOf(pods, false).find(({ label }) => label === before.label);
  if (!latest || latest.id === before.id) return undefined;
  return pod.containers.find(({ id }) => id === latest.id)?.state === 'created' ? undefined : latest;
}
