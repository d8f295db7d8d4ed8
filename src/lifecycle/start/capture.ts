import type { FactOf } from '../state/facts.ts';
import type { CaptureRetry } from '../state/state.ts';
import type { Turn } from '../state/turn.ts';
import { patchPod, withoutKeys } from '../state/turn.ts';
import { isThroughInit } from './startup.ts';

/**
 * Rules go on as soon as the namespace is there, or once the init container that the options name is done. Rules that
 * could not be put on a pod that runs are tried again when their back-off has ended.
 */
export function capturePass(turn: Turn): void {
  const { sandbox, pod, termination } = turn.state;
  if (!isDue(turn) || sandbox.status !== 'ready' || termination) return;
  const after = pod.capture?.startAfter;
  if (after !== undefined && !isThroughInit(turn.state, after)) return;
  patchPod(turn, { capture: 'applying' });
  turn.commands.push({ type: 'applyCapture', attempt: sandbox.attempt });
}

function isDue({ state: { capture, captureRetry }, now }: Turn): boolean {
  return (
    capture === 'pending' || (capture === 'failed' && captureRetry !== undefined && captureRetry.at <= now)
  );
}

/**
 * A person wants capture off or on. On, the rules are put on again also where they are on already. Open connections
 * keep their way.
 */
export function switchCapture(turn: Turn, on: boolean): void {
  const { capture, sandbox } = turn.state;
  if (on && ['on', 'off', 'failed'].includes(capture)) patchPod(turn, { capture: 'pending' });
  if (on || (capture !== 'on' && capture !== 'failed')) return;
  patchPod(turn, { capture: 'removing' });
  turn.commands.push({ type: 'removeCapture', attempt: sandbox.attempt });
}

export function captureApplied(turn: Turn, fact: FactOf<'captureApplied'>): void {
  if (turn.state.capture !== 'applying') return;
  const { backend, mode, rules, message } = fact;
  patchPod(turn, { capture: 'on' });
  turn.state = withoutKeys(turn.state, 'captureRetry');
  turn.events.push({
    type: 'CaptureApplied',
    backend,
    mode,
    rules,
    ...(message === undefined ? {} : { message }),
  });
}

/** A pod that cannot be captured at its start cannot run. In one that runs, capture is tried again, later each time. */
export function captureFailed(turn: Turn, fact: FactOf<'captureFailed'>): void {
  if (turn.state.capture !== 'applying') return;
  const { backend, mode, message } = fact;
  patchPod(turn, { capture: 'failed' });
  if (!turn.state.initialized) {
    turn.events.push({ type: 'CaptureFailed', backend, mode, message });
    return patchPod(turn, { failure: `traffic capture could not be set up: ${message}` });
  }
  const captureRetry = nextRetry(turn);
  patchPod(turn, { captureRetry });
  const retryInMs = captureRetry.at - turn.now;
  turn.events.push({ type: 'CaptureFailed', backend, mode, message, retryInMs });
}

function nextRetry({ state, settings, now }: Turn): CaptureRetry {
  const { initialSeconds, capSeconds } = settings.restartBackoff;
  const before = state.captureRetry?.seconds;
  const seconds = before === undefined ? initialSeconds : Math.min(before * 2, capSeconds);
  return { at: now + seconds * settings.secondMs, seconds };
}

export function captureRemoved(turn: Turn, fact: FactOf<'captureRemoved'>): void {
  const { backend, mode } = fact;
  patchPod(turn, { capture: 'off' });
  turn.state = withoutKeys(turn.state, 'captureRetry');
  turn.events.push({ type: 'CaptureRemoved', backend, mode, rules: 0 });
}

/** Applying the same rules again mends whatever became of them. */
export function captureDrifted(turn: Turn, fact: FactOf<'captureDrifted'>): void {
  if (turn.state.capture !== 'on') return;
  patchPod(turn, { capture: 'pending' });
  turn.events.push({
    type: 'Warning',
    message: `${fact.message}; the rules are put on again`,
    about: 'capture-drift',
  });
}
