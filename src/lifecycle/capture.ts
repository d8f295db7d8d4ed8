import { isThroughInit } from './startup.ts';
import type { Turn } from './turn.ts';
import { patchPod } from './turn.ts';

/** Rules go on as soon as the namespace is there, or once the init container that the options name is done. */
export function capturePass(turn: Turn): void {
  const { capture, sandbox, pod, termination } = turn.state;
  if (capture !== 'pending' || sandbox.status !== 'ready' || termination) return;
  const after = pod.capture?.startAfter;
  if (after !== undefined && !isThroughInit(turn.state, after)) return;
  patchPod(turn, { capture: 'applying' });
  turn.commands.push({ type: 'applyCapture', attempt: sandbox.attempt });
}
