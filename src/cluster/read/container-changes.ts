import type { ContainerSummary, EventBody, TerminationReason } from '../../events/types.ts';
import { statusesOf } from './containers.ts';
import { currentAttempt, type EndedInstance, endedInstances, isSameEnd } from './instances.ts';
import type { ContainerStatus, PodObject, TerminatedObject } from './objects.ts';
import type { Told } from './told.ts';
import { gateOf, isImageProblem, waitingReason } from './waiting.ts';

/** A container of a pod at two moments. */
interface Change {
  readonly container: ContainerSummary;
  readonly containers: readonly ContainerSummary[];
  readonly before: PodObject | undefined;
  readonly after: PodObject;
  readonly old: ContainerStatus | undefined;
  readonly now: ContainerStatus;
}

/**
 * What happened to a container between two states of its pod. Instances that came and went in between are told as far as
 * the newer state knows them.
 */
export function containerChanges(
  container: ContainerSummary,
  containers: readonly ContainerSummary[],
  before: PodObject | undefined,
  after: PodObject,
): readonly Told[] {
  const now = statusesOf(after).get(container.name);
  const old = statusesOf(before).get(container.name);
  if (!now) return [];
  const change = { container, containers, before, after, old, now };
  return [...ends(change), ...runs(change), ...waits(change), ...verdicts(change)];
}

function ends({ container, old, now }: Change): readonly Told[] {
  const known = endedInstances(old);
  return endedInstances(now)
    .filter((ended) => !known.some((one) => isSameEnd(one, ended)))
    .flatMap((ended) => [...missedStart(container, old, ended), terminated(container.name, ended)]);
}

/** An instance whose start was not seen has had one all the same, unless the runtime could not start it. */
function missedStart(
  container: ContainerSummary,
  old: ContainerStatus | undefined,
  { attempt, terminated: end }: EndedInstance,
): readonly Told[] {
  const wasSeen = old?.state?.running && old.restartCount === attempt;
  if (wasSeen || !end.startedAt || isNeverStarted(end)) return [];
  return started(container, attempt, end.containerID ?? '', end.startedAt);
}

function isNeverStarted({ reason }: Pick<TerminatedObject, 'reason'>): boolean {
  return reason === 'StartError' || reason === 'ContainerCannotRun';
}

function terminated(container: string, { attempt, terminated: end }: EndedInstance): Told {
  const { exitCode, reason, signal, finishedAt } = end;
  const message = messageOf(end);
  return told(
    {
      type: 'ContainerTerminated',
      container,
      attempt,
      exitCode,
      reason: terminationReason(reason, exitCode),
      ...(signal ? { signal: `signal ${signal}` } : {}),
      ...(message === undefined ? {} : { message }),
    },
    finishedAt,
  );
}

function terminationReason(reason: string | undefined, exitCode: number): TerminationReason {
  if (reason === 'ContainerCannotRun') return 'StartError';
  if (reason !== undefined && isKnown(reason)) return reason;
  return exitCode === 0 ? 'Completed' : 'Error';
}

const known: readonly TerminationReason[] = [
  'Completed',
  'Error',
  'OOMKilled',
  'StartError',
  'RestartingAllContainers',
];

function isKnown(reason: string): reason is TerminationReason {
  return known.some((one) => one === reason);
}

/** The termination message; a reason that the event stream has no word for goes before it. */
function messageOf({ reason, message }: TerminatedObject): string | undefined {
  if (reason === undefined || isKnown(reason) || isNeverStarted({ reason })) return message || undefined;
  return message ? `${reason}: ${message}` : reason;
}

function runs({ container, old, now }: Change): readonly Told[] {
  const { state, restartCount, containerID } = now;
  if (!state?.running) return [];
  const ranAlready = old?.state?.running && old.restartCount === restartCount;
  return ranAlready ? [] : started(container, restartCount, containerID ?? '', state.running.startedAt);
}

function started(
  { name, role, image }: ContainerSummary,
  attempt: number,
  id: string,
  at: string | null | undefined,
): readonly Told[] {
  const base = { container: name, attempt, id: id.replace(/^[a-z-]+:\/\//, '') };
  return [
    told({ type: 'ContainerCreated', ...base, role, image }, at),
    // No API tells the process's number.
    told({ type: 'ContainerRunning', ...base, pid: 0 }, at),
  ];
}

function waits(change: Change): readonly Told[] {
  const { container, containers, before, after, old, now } = change;
  const { waiting } = now.state ?? {};
  if (!waiting) return [];
  const gate = gateOf(after, containers, container.name);
  const { reason, message } = waiting;
  const earlier = old?.state?.waiting;
  const isSame =
    earlier?.reason === reason &&
    earlier?.message === message &&
    before !== undefined &&
    JSON.stringify(gateOf(before, containers, container.name)) === JSON.stringify(gate);
  if (isSame) return [];
  const isKnown = reason === undefined || waitingReason(reason) === reason;
  const words = isKnown ? message : [reason, message].filter(Boolean).join(': ');
  const failed: readonly Told[] =
    isImageProblem(reason) && message !== earlier?.message
      ? [told({ type: 'ImagePullFailed', image: container.image, message: message ?? reason ?? '' })]
      : [];
  return [
    ...failed,
    told({
      type: 'ContainerWaiting',
      container: container.name,
      attempt: currentAttempt(now),
      reason: waitingReason(reason),
      ...(words ? { message: words } : {}),
      ...(gate ? { waitsFor: gate } : {}),
    }),
  ];
}

function verdicts({ container, old, now }: Change): readonly Told[] {
  const base = { container: container.name, attempt: now.restartCount };
  if (!now.state?.running) return [];
  const isSame = old?.state?.running && old.restartCount === now.restartCount;
  const wasStarted = isSame && old.started === true;
  const wasReady = isSame && old.ready === true;
  const start: readonly Told[] =
    now.started && !wasStarted ? [told({ type: 'ContainerStarted', ...base })] : [];
  if (now.ready && !wasReady) return [...start, told({ type: 'ContainerReady', ...base })];
  if (wasReady && !now.ready)
    return [...start, told({ type: 'ContainerNotReady', ...base, message: 'not ready any more' })];
  return start;
}

function told(body: EventBody, time?: string | null): Told {
  return time ? { body, time: new Date(time).toISOString() } : { body };
}
