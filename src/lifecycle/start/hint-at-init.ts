import type { ContainerState } from '../state/state.ts';
import type { Turn } from '../state/turn.ts';
import { isSidecar } from '../state/turn.ts';

/**
 * Warns once of a sidecar that has exited 0 by itself, twice from the beginning: it is most likely a job that was written
 * down as a sidecar. It is started again for ever, and one that ends before it has started holds everybody up
 * (kubernetes/kubernetes#120848).
 *
 * @param before the container's record as it was when the instance ended.
 */
export function hintAtInit(turn: Turn, before: ContainerState): void {
  const { name, attempt, last, instance } = before;
  const now = turn.state.containers[name]!.instance;
  if (turn.state.termination || !isSidecar(turn.state, name) || attempt !== 1) return;
  if (now.is !== 'terminated' || !endedWell(now) || !last || !endedWell(last)) return;
  const when = instance.is === 'running' && instance.started ? '' : ' before it had started';
  turn.events.push({
    type: 'Warning',
    container: name,
    message: `sidecar ${name} exited 0${when}, twice. A sidecar has to go on running: did you mean an init container? Then leave out its restartPolicy`,
  });
}

function endedWell({ exitCode, after }: { readonly exitCode: number; readonly after?: unknown }): boolean {
  return exitCode === 0 && after === undefined;
}
