import { beginStop } from '../end/stopping.ts';
import type { ContainerState } from '../state/state.ts';
import type { Turn } from '../state/turn.ts';
import { isPlainInit, ordered, setInstance } from '../state/turn.ts';

/**
 * Replaces every instance that was made from another specification than the one that is wanted now. An app container or
 * a sidecar restarts whatever its restart policy; an init container that has begun, and everything during
 * termination, stays as it is (e2e: image changes in place).
 */
export function specPass(turn: Turn): void {
  if (turn.state.termination) return;
  for (const container of ordered(turn.state))
    if (isOutdated(container) && !(isPlainInit(turn.state, container.name) && container.everRan))
      replace(turn, container);
}

function isOutdated({ instance, specHash }: ContainerState): boolean {
  return 'specHash' in instance && instance.specHash !== specHash;
}

function replace(turn: Turn, { name, attempt, instance }: ContainerState): void {
  switch (instance.is) {
    case 'unprepared':
      return setInstance(turn, name, { is: 'waiting' });
    case 'prepared':
      turn.commands.push({ type: 'discard', container: name, attempt, id: instance.id });
      return setInstance(turn, name, { is: 'waiting' });
    case 'running': {
      const { terminationGracePeriodSeconds } = turn.state.pod;
      return beginStop(turn, name, 'spec', 'its specification changed', terminationGracePeriodSeconds);
    }
    default:
      return;
  }
}
