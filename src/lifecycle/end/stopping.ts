import { containerNamed } from '../../pod/containers.ts';
import type { Settings } from '../state/settings.ts';
import type { Running, Stop, StopCause } from '../state/state.ts';
import type { Turn } from '../state/turn.ts';
import { isSidecar, ordered, patchRunning, setInstance, wholeSeconds } from '../state/turn.ts';
import { waitsFor } from './order.ts';

/**
 * Takes one container down as the kubelet's killContainer does: preStop hook, its turn, the stop signal with what is
 * left of the grace period, SIGKILL. The hook and the wait use up whole seconds of the same window, and never fewer than
 * two seconds are left for the signal.
 */
export function beginStop(
  turn: Turn,
  name: string,
  cause: StopCause,
  message: string,
  graceSeconds: number,
): void {
  const container = turn.state.containers[name]!;
  const { instance } = container;
  if (instance.is !== 'running' || instance.stop) return;
  const base = { cause, message, since: turn.now, graceSeconds };
  if (graceSeconds > 0 && containerNamed(turn.state.pod, name).preStop) {
    patchRunning(turn, name, { stop: { ...base, stage: { is: 'hook', startedAt: turn.now } } });
    turn.events.push({
      type: 'HookStarted',
      container: name,
      attempt: container.attempt,
      hook: 'preStop',
      message,
    });
    turn.commands.push({
      type: 'runHook',
      container: name,
      attempt: container.attempt,
      id: instance.id,
      hook: 'preStop',
    });
    return;
  }
  patchRunning(turn, name, { stop: { ...base, stage: { is: 'turn', from: turn.now, left: graceSeconds } } });
}

export function killNow(turn: Turn, name: string, message: string): void {
  const container = turn.state.containers[name]!;
  const { instance } = container;
  if (instance.is !== 'running' || instance.stop?.stage.is === 'killed') return;
  const stop: Stop = {
    ...(instance.stop ?? { cause: 'pod', message, since: turn.now, graceSeconds: 0 }),
    stage: { is: 'killed', at: turn.now },
  };
  setInstance(turn, name, { ...instance, stop });
  kill(turn, name, container.attempt, instance, message);
}

/** Moves every container that is on its way down as far as it may go now. */
export function stopPass(turn: Turn): void {
  for (const { name, instance } of ordered(turn.state)) {
    if (instance.is !== 'running' || !instance.stop) continue;
    if (instance.stop.stage.is === 'hook') abandonHook(turn, name, instance.stop);
    advanceTurn(turn, name);
    advanceKill(turn, name);
  }
}

/** A preStop hook that has used up the window is left behind; it dies with its container (row 62 of the e2e suite). */
function abandonHook(turn: Turn, name: string, stop: Stop): void {
  if (stop.stage.is !== 'hook' || turn.now < stop.since + stop.graceSeconds * turn.settings.secondMs) return;
  const { attempt } = turn.state.containers[name]!;
  const message = `still running when the grace period of ${stop.graceSeconds} s was over`;
  turn.events.push({ type: 'HookFinished', container: name, attempt, hook: 'preStop', ok: false, message });
  afterHook(turn, name, stop);
}

/** The hook is through, well or badly: what it took is gone from the window. */
export function afterHook(turn: Turn, name: string, stop: Stop): void {
  const used = wholeSeconds(turn, turn.now - stop.since);
  const left = Math.max(0, stop.graceSeconds - used);
  patchRunning(turn, name, { stop: { ...stop, stage: { is: 'turn', from: turn.now, left } } });
}

function advanceTurn(turn: Turn, name: string): void {
  const container = turn.state.containers[name]!;
  const { instance } = container;
  if (instance.is !== 'running' || instance.stop?.stage.is !== 'turn') return;
  const { stop } = instance;
  const { from, left } = instance.stop.stage;
  const ordering = stop.cause === 'pod' && isSidecar(turn.state, name);
  const deadline = turnDeadline(stop, turn.settings);
  if (ordering && turn.now < deadline && waitsFor(turn.state, name).length > 0) return;
  const waited = ordering ? wholeSeconds(turn, turn.now - from) : 0;
  signal(turn, name, instance, stop, Math.max(left - waited, turn.settings.minimumGraceSeconds));
}

/** Nobody waits for a turn longer than the whole window, fractions of a second included. */
export function turnDeadline(
  { stage, since, graceSeconds }: Stop,
  { secondMs }: Pick<Settings, 'secondMs'>,
): number {
  const whole = since + graceSeconds * secondMs;
  return stage.is === 'turn' ? Math.min(whole, stage.from + stage.left * secondMs) : whole;
}

function signal(turn: Turn, name: string, instance: Running, stop: Stop, graceSeconds: number): void {
  const { attempt } = turn.state.containers[name]!;
  const signalName = containerNamed(turn.state.pod, name).stopSignal ?? instance.stopSignal;
  const killAt = turn.now + graceSeconds * turn.settings.secondMs;
  patchRunning(turn, name, { stop: { ...stop, stage: { is: 'signalled', at: turn.now, killAt } } });
  const { message } = stop;
  turn.events.push({
    type: 'StopSignalSent',
    container: name,
    attempt,
    signal: signalName,
    graceSeconds,
    message,
  });
  turn.commands.push({ type: 'signal', container: name, attempt, id: instance.id, signal: signalName });
}

function advanceKill(turn: Turn, name: string): void {
  const { instance, attempt } = turn.state.containers[name]!;
  if (instance.is !== 'running' || !instance.stop) return;
  const { stop } = instance;
  const due = killDue(stop, turn.settings);
  if (due === undefined || turn.now < due) return;
  const again = stop.stage.is === 'killed';
  patchRunning(turn, name, { stop: { ...stop, stage: { is: 'killed', at: turn.now } } });
  kill(turn, name, attempt, instance, again ? 'it is still there' : 'it did not end within its grace period');
}

/** An engine that is out of breath may lose a signal: SIGKILL is sent again after a while. */
const killAgainSeconds = 10;

/** When SIGKILL is due, for the first time or once more. */
export function killDue({ stage }: Stop, { secondMs }: Pick<Settings, 'secondMs'>): number | undefined {
  if (stage.is === 'signalled') return stage.killAt;
  return stage.is === 'killed' ? stage.at + killAgainSeconds * secondMs : undefined;
}

function kill(turn: Turn, name: string, attempt: number, instance: Running, message: string): void {
  turn.events.push({ type: 'ContainerKilled', container: name, attempt, message });
  turn.commands.push({ type: 'signal', container: name, attempt, id: instance.id, signal: 'SIGKILL' });
}
