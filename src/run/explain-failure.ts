import type { PodState } from '../lifecycle/state/state.ts';
import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';

/** Why a pod failed, in one line with its place in the file where there is one; undefined when it did not fail. */
export function explainFailure({
  pod,
  phase,
  failure,
  termination,
  firstFailure,
}: PodState): string | undefined {
  if (phase !== 'Failed') return undefined;
  if (failure !== undefined) return `${placeOf(pod, failure)}pod ${pod.name}: ${failure}`;
  const reason = firstFailure
    ? `app container ${firstFailure.container} exited ${firstFailure.exitCode}`
    : (termination?.reason ?? 'it failed');
  return `pod ${pod.name}: ${reason}`;
}

/** A published port that is taken stands in the file: the engine only knows its number. */
function placeOf(pod: Pod, failure: string): string {
  const port = Number(/\bport (\d+) of this machine is taken/.exec(failure)?.[1]);
  const keys = allContainers(pod).flatMap(({ name, ports }) =>
    ports.flatMap(({ hostPort }, index) =>
      hostPort === port ? [`containers.${name}.ports.${index}.hostPort`] : [],
    ),
  );
  const at = keys.map((key) => pod.locations[key]).find((found) => found !== undefined);
  return at ? `${at.file}:${at.line}:${at.column}: error: ` : '';
}
