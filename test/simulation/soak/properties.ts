import type { EventOf, OutriderEvent } from '../../../src/events/types.ts';
import type { ContainerPlan } from '../../support/scenario/plan.ts';
import type { TraceEntry } from '../support/world.ts';
import type { Circumstances } from './run-random.ts';

/** The rules that no pod may break, told from what the processes did rather than from what was said. */
export function brokenRules(
  events: readonly OutriderEvent[],
  circumstances: Circumstances,
): readonly string[] {
  const story: Told = { events, ...circumstances };
  return [
    ...oneAtATime(story),
    ...startOrder(story),
    ...nothingAfterTheEnd(story),
    ...gracePeriod(story),
    ...stopOrder(story),
    ...attemptsGoUp(story),
  ];
}

interface Told extends Circumstances {
  readonly events: readonly OutriderEvent[];
}

const timeOf = (event: OutriderEvent): number => Date.parse(event.time);
const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** The longest that one of the engine's own delays can take here. */
function slack({ run }: Told): number {
  const late = Math.max(...run.notices.map(({ copies, lateMs }) => copies * lateMs));
  return 900 * run.slowness + 4 * late + 500;
}

function terminations({ events }: Told): readonly EventOf<'PodTerminating'>[] {
  return events.filter((event) => event.type === 'PodTerminating');
}

/** No two processes of one container at the same time, and no attempt twice. */
function oneAtATime(told: Told): readonly string[] {
  const { trace, crashes } = told;
  const forgotten = evidenceRemoved(told) ? crashes : [];
  const alive = new Set<string>();
  const seen = new Set<string>();
  return trace.flatMap(({ what, container, attempt, at }, index) => {
    if (what === 'exited') alive.delete(container);
    const before = trace[index - 1]?.at ?? 0;
    if (forgotten.some((crash) => crash >= before && crash <= at)) seen.clear();
    if (what !== 'began') return [];
    const broken = alive.has(container) ? [`two processes of ${container} at once`] : [];
    if (seen.has(`${container}-${attempt}`)) broken.push(`${container}-${attempt} ran twice`);
    alive.add(container);
    seen.add(`${container}-${attempt}`);
    return broken;
  });
}

/** Between two supervisors somebody removed what the second one would have needed to know. */
function evidenceRemoved({ run, crashes }: Told): boolean {
  return (
    crashes.length > 1 ||
    run.mishaps.some(({ act }) => ['remove', 'loseHolder', 'restartPod'].includes(act.type))
  );
}

/**
 * A container runs for the first time after everything before it: init containers have exited 0, sidecars have run, and
 * have passed their startup probe where they have one. Each new beginning of the pod counts for itself.
 */
function startOrder(told: Told): readonly string[] {
  const { run, trace, crashes } = told;
  if (crashes.length > 0 && terminations(told).length > 1) return [];
  return trace.flatMap((entry) => {
    if (entry.what !== 'asked') return [];
    const since = beginningBefore(told, entry.at);
    const earlier = before(run.pod.containers, entry.container);
    return earlier
      .filter((plan) => !letGo(told, plan, since, entry.at))
      .map((plan) => `${entry.container}-${entry.attempt} was started before ${plan.name} let it go`);
  });
}

function beginningBefore(told: Told, at: number): number {
  return Math.max(
    0,
    ...terminations(told)
      .map(timeOf)
      .filter((time) => time < at),
  );
}

/** Init containers and sidecars ahead of it in the list; app containers order nothing among themselves here. */
function before(plans: readonly ContainerPlan[], name: string): readonly ContainerPlan[] {
  const index = plans.findIndex((plan) => plan.name === name);
  return plans.slice(0, index).filter(({ role }) => role !== 'app');
}

function letGo({ trace, events, crashes }: Told, plan: ContainerPlan, since: number, until: number): boolean {
  const own = trace.filter(({ container, at }) => container === plan.name && at >= since && at <= until);
  if (plan.role === 'init') return own.some(({ what, exitCode }) => what === 'exited' && exitCode === 0);
  if (!own.some(({ what }) => what === 'began')) return false;
  if (!plan.startup || crashes.length > 0) return true;
  return events.some(
    (event) =>
      event.type === 'ContainerStarted' &&
      event.container === plan.name &&
      timeOf(event) >= since &&
      timeOf(event) <= until,
  );
}

/** When the pod's end was decided: the first PodTerminating that no new beginning followed. */
function theEnd(told: Told): EventOf<'PodTerminating'> | undefined {
  const { events, trace } = told;
  const finished = events.findLast((event) => event.type === 'PodSucceeded' || event.type === 'PodFailed');
  if (!finished) return undefined;
  const last = terminations(told).at(-1);
  if (!last) return undefined;
  return trace.some(({ what, at }) => what === 'asked' && at > timeOf(last)) ? undefined : last;
}

/** Once the pod is being terminated for good, nothing is started. */
function nothingAfterTheEnd(told: Told): readonly string[] {
  const last = terminations(told).at(-1);
  if (!last) return [];
  return told.trace
    .filter(({ what, at }) => what === 'asked' && at > timeOf(last) && isFinal(last))
    .map(({ container, attempt }) => `${container}-${attempt} was started after the pod's end was decided`);
}

const finalReasons = [/^it was deleted$/, /^at random$/, /^every app container is done$/, /^init container/];

function isFinal({ reason }: EventOf<'PodTerminating'>): boolean {
  return finalReasons.some((pattern) => pattern.test(reason));
}

/** Two seconds after the grace period nothing runs any more. */
function gracePeriod(told: Told): readonly string[] {
  const end = theEnd(told);
  if (!end) return [];
  const latest = timeOf(end) + (end.graceSeconds + 2) * 1000 + slack(told);
  return told.trace
    .filter(({ what, at }) => what === 'exited' && at > latest)
    .map(
      ({ container, at }) =>
        `${container} was there ${seconds(at - timeOf(end))} after T0, G = ${end.graceSeconds}`,
    );
}

/** Before the grace period is over, a sidecar has its signal only after all apps and all later sidecars have ended. */
function stopOrder(told: Told): readonly string[] {
  const { run, trace, events } = told;
  const end = theEnd(told);
  if (!end || terminations(told).length > 1 || hurried(told, end)) return [];
  const t0 = timeOf(end);
  return events.flatMap((event) => {
    if (event.type !== 'StopSignalSent' || event.seq < end.seq) return [];
    const plans = run.pod.containers;
    const index = plans.findIndex(({ name }) => name === event.container);
    if (plans[index]?.role !== 'sidecar' || timeOf(event) >= t0 + (end.graceSeconds - 1) * 1000) return [];
    if (stoppedBefore(told, event.container, end.seq)) return [];
    return (
      plans
        .filter(({ role }, other) => role === 'app' || (role === 'sidecar' && other > index))
        // The time of an event is cut to whole milliseconds: what ended within that one had ended before.
        .filter(({ name }) => isAlive(trace, name, t0) && isAlive(trace, name, timeOf(event) + 1))
        .map(({ name }) => `${event.container} got its signal while ${name} was running`)
    );
  });
}

/** Somebody asked for less time after T0, or for none at all. */
function hurried({ run, events }: Told, end: EventOf<'PodTerminating'>): boolean {
  const begin = timeOf(events[0]!);
  return run.mishaps.some(
    ({ at, act }) =>
      ['delete', 'deleteAgain', 'kill', 'crash'].includes(act.type) &&
      begin + at * 1000 > timeOf(end) - 10_000,
  );
}

/** It was on its way down for a reason of its own when the pod's end began. */
function stoppedBefore({ events }: Told, name: string, seq: number): boolean {
  const own = events.filter((event) => 'container' in event && event.container === name && event.seq < seq);
  const ran = own.findLastIndex(({ type }) => type === 'ContainerRunning');
  return own.slice(ran + 1).some(({ type }) => type === 'HookStarted' || type === 'StopSignalSent');
}

function isAlive(trace: readonly TraceEntry[], name: string, at: number): boolean {
  const last = trace.findLast(
    (entry) =>
      entry.container === name && entry.at <= at && (entry.what === 'began' || entry.what === 'exited'),
  );
  return last?.what === 'began';
}

/** A late word about an old attempt never becomes news. */
function attemptsGoUp({ events }: Told): readonly string[] {
  const newest = new Map<string, number>();
  return events.flatMap((event) => {
    // Another supervisor counts on from what the engine still shows.
    if (event.type === 'PodCreated') newest.clear();
    if (!('attempt' in event) || event.type === 'Log' || event.type === 'ContainerWaiting') return [];
    const before = newest.get(event.container) ?? 0;
    newest.set(event.container, Math.max(before, event.attempt));
    return event.attempt < before
      ? [`${event.type} of ${event.container}-${event.attempt} after ${before}`]
      : [];
  });
}
