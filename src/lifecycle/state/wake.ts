import { killDue, turnDeadline } from '../end/stopping.ts';
import type { Settings } from './settings.ts';
import type { ContainerState, PodState, Running } from './state.ts';
import { ordered } from './turn.ts';

/** The next moment at which time alone changes something; undefined when only a fact can. */
export function wakeAt(state: PodState, now: number, settings: Settings): number | undefined {
  const times = [
    ...ordered(state).flatMap((container) => timesOf(container, settings)),
    ...deadline(state, settings),
    ...captureTimes(state),
  ];
  const due = times.filter((at) => at > now);
  return due.length === 0 ? undefined : Math.min(...due);
}

function timesOf({ instance, notBefore }: ContainerState, settings: Settings): readonly number[] {
  if (instance.is === 'unprepared') return [instance.retryAt];
  if (instance.is === 'running') return [...probeTimes(instance), ...stopTimes(instance, settings)];
  return notBefore === undefined ? [] : [notBefore];
}

function probeTimes({ probes }: Running): readonly number[] {
  return Object.values(probes).flatMap(({ dueAt, peekAt, flight }) =>
    peekAt === undefined || flight ? [dueAt] : [dueAt, peekAt],
  );
}

function stopTimes({ stop }: Running, settings: Settings): readonly number[] {
  if (!stop) return [];
  return [killDue(stop, settings) ?? turnDeadline(stop, settings)];
}

/** `activeDeadlineSeconds` counts from the pod's creation, init time included. */
export function activeDeadline(state: PodState, { secondMs }: Settings): number | undefined {
  const { activeDeadlineSeconds } = state.pod;
  return activeDeadlineSeconds === undefined ? undefined : state.createdAt + activeDeadlineSeconds * secondMs;
}

function captureTimes({ capture, captureRetry }: PodState): readonly number[] {
  return capture === 'failed' && captureRetry ? [captureRetry.at] : [];
}

function deadline(state: PodState, settings: Settings): readonly number[] {
  const at = activeDeadline(state, settings);
  return at === undefined ? [] : [at];
}
