import type { FactOf } from './facts.ts';
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

/** A person wants it off or on again; connections that are open keep their way. */
export function switchCapture(turn: Turn, on: boolean): void {
  const { capture, sandbox } = turn.state;
  if (on && (capture === 'off' || capture === 'failed')) patchPod(turn, { capture: 'pending' });
  if (on || capture !== 'on') return;
  patchPod(turn, { capture: 'removing' });
  turn.commands.push({ type: 'removeCapture', attempt: sandbox.attempt });
}

export function captureApplied(turn: Turn, fact: FactOf<'captureApplied'>): void {
  if (turn.state.capture !== 'applying') return;
  const { backend, mode, rules, message } = fact;
  patchPod(turn, { capture: 'on' });
  turn.events.push({
    type: 'CaptureApplied',
    backend,
    mode,
    rules,
    ...(message === undefined ? {} : { message }),
  });
}

/** A pod that cannot be captured at its start cannot run; one that runs already goes on without. */
export function captureFailed(turn: Turn, fact: FactOf<'captureFailed'>): void {
  const { backend, mode, message } = fact;
  patchPod(turn, { capture: 'failed' });
  turn.events.push({ type: 'CaptureFailed', backend, mode, message });
  if (!turn.state.initialized) patchPod(turn, { failure: `traffic capture could not be set up: ${message}` });
}

export function captureRemoved(turn: Turn, fact: FactOf<'captureRemoved'>): void {
  const { backend, mode } = fact;
  patchPod(turn, { capture: 'off' });
  turn.events.push({ type: 'CaptureRemoved', backend, mode, rules: 0 });
}

/** Applying the same rules again mends whatever became of them. */
export function captureDrifted(turn: Turn, fact: FactOf<'captureDrifted'>): void {
  if (turn.state.capture !== 'on') return;
  patchPod(turn, { capture: 'pending' });
  turn.events.push({ type: 'Warning', message: `${fact.message}; the rules are put on again` });
}
