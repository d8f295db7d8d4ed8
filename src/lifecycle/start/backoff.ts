import type { BackoffCurve, Settings } from '../state/settings.ts';
import type { Backoff } from '../state/state.ts';

/**
 * The kubelet's restart back-off (kuberuntime doBackOff over client-go flowcontrol.Backoff): the first restart is
 * immediate, then the wait doubles, counted from the end of the last instance. An instance that outlived the entry by
 * the reset time starts the curve anew.
 */
export function retryAt(
  entry: Backoff | undefined,
  finishedAt: number,
  curve: BackoffCurve,
  { secondMs }: Settings,
): number {
  if (!entry || isExpired(entry, finishedAt, curve, secondMs)) return finishedAt;
  return finishedAt + entry.seconds * secondMs;
}

/** The entry after one more restart, made at `now`. */
export function advance(
  entry: Backoff | undefined,
  finishedAt: number,
  now: number,
  curve: BackoffCurve,
  { secondMs }: Settings,
): Backoff {
  if (!entry || isExpired(entry, finishedAt, curve, secondMs))
    return { seconds: Math.min(curve.initialSeconds, curve.capSeconds), advancedAt: now };
  return { seconds: Math.min(entry.seconds * 2, curve.capSeconds), advancedAt: now };
}

function isExpired(entry: Backoff, finishedAt: number, curve: BackoffCurve, secondMs: number): boolean {
  return finishedAt - entry.advancedAt > curve.resetSeconds * secondMs;
}
