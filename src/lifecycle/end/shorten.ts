import type { Stop } from '../state/state.ts';
import type { Turn } from '../state/turn.ts';
import { ordered, patchPod, patchRunning, wholeSeconds } from '../state/turn.ts';

/** Shortens what is left of the pod's grace period; it is never lengthened (KEP-4438's re-delete cases). */
export function shorten(turn: Turn, graceSeconds: number): void {
  const termination = turn.state.termination!;
  const total = wholeSeconds(turn, turn.now - termination.startedAt) + graceSeconds;
  if (total < termination.graceSeconds)
    patchPod(turn, { termination: { ...termination, graceSeconds: total } });
  for (const { name } of ordered(turn.state)) shortenStop(turn, name, graceSeconds);
}

/** Leaves one container on its way down no more than `graceSeconds` from now; a signal that is out, no fewer than two. */
export function shortenStop(turn: Turn, name: string, graceSeconds: number): void {
  const instance = turn.state.containers[name]?.instance;
  if (instance?.is !== 'running' || !instance.stop) return;
  const { stop } = instance;
  const grace = Math.min(stop.graceSeconds, wholeSeconds(turn, turn.now - stop.since) + graceSeconds);
  patchRunning(turn, name, {
    stop: { ...stop, graceSeconds: grace, stage: sooner(turn, stop, graceSeconds) },
  });
}

function sooner(turn: Turn, { stage }: Stop, graceSeconds: number): Stop['stage'] {
  const { secondMs, minimumGraceSeconds } = turn.settings;
  if (stage.is === 'signalled') {
    const latest = turn.now + Math.max(graceSeconds, minimumGraceSeconds) * secondMs;
    return { ...stage, killAt: Math.min(stage.killAt, latest) };
  }
  if (stage.is === 'turn') {
    const left = wholeSeconds(turn, turn.now - stage.from) + graceSeconds;
    return { ...stage, left: Math.min(stage.left, left) };
  }
  return stage;
}
