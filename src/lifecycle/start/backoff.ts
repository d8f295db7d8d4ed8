import type { BackoffCurve, Settings } from '../state/settings.ts';
import type { Backoff, ContainerState, Terminated } from '../state/state.ts';

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

/**
 * When the next instance may start. The kubelet starts it in the turn in which a probe kills the one before, with a look at the pod from
 * before the kill: the back-off counts from the end of the last but one, if it is over by then (kuberuntime_manager.go, doBackOff).
 */
export function dueAt(
  { last, backoff }: Pick<ContainerState, 'last' | 'backoff'>,
  ended: Terminated,
  settings: Settings,
): number {
  const { finishedAt } = ended;
  const own = retryAt(backoff, finishedAt, settings.restartBackoff, settings);
  if (!isKilledByProbe(ended)) return own;
  const atKill = last ? retryAt(backoff, last.finishedAt, settings.restartBackoff, settings) : finishedAt;
  return atKill <= finishedAt ? finishedAt : own;
}

export function isKilledByProbe({ after }: Terminated): boolean {
  return after === 'livenessProbe' || after === 'startupProbe';
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
