import { beginTermination } from '../end/termination.ts';
import type { Turn } from '../state/turn.ts';
import { patchPod } from '../state/turn.ts';

/** Makes the pod's namespace; one that a supervisor found lost when it came back is replaced. */
export function sandboxPass(turn: Turn): void {
  const { sandbox, termination, failure, pod } = turn.state;
  if (termination) return;
  if (sandbox.status === 'absent') {
    patchPod(turn, { sandbox: { ...sandbox, status: 'creating' } });
    turn.commands.push({ type: 'createSandbox', attempt: sandbox.attempt });
  }
  if (sandbox.status === 'lost' && failure === undefined)
    beginTermination(turn, {
      reason: "the pod's network namespace is gone",
      graceSeconds: pod.terminationGracePeriodSeconds,
      afterwards: 'newSandbox',
    });
}
