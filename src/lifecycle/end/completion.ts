import type { Turn } from '../state/turn.ts';
import { activeDeadline } from '../state/wake.ts';
import { isDone } from './outcome.ts';
import { beginTermination, failPod } from './termination.ts';

/** The pod ends when its app containers are done for good, when it may not live longer, or when it cannot live at all. */
export function completionPass(turn: Turn): void {
  if (turn.state.termination) return;
  if (turn.state.failure !== undefined) return failPod(turn, turn.state.failure);
  const deadline = activeDeadline(turn.state, turn.settings);
  if (deadline !== undefined && turn.now >= deadline)
    return failPod(turn, `it was active longer than ${turn.state.pod.activeDeadlineSeconds} s`);
  if (!isDone(turn.state)) return;
  beginTermination(turn, {
    reason: 'every app container is done',
    graceSeconds: turn.state.pod.terminationGracePeriodSeconds,
    afterwards: 'end',
  });
}
