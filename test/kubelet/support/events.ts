import type { OutriderEvent, WaitingReason } from '../../../src/events/types.ts';
import type { ContainerStatus, Line, PodObject, Reported, Seen } from './status.ts';

/**
 * What a kubelet did with a pod, as the event stream that Outrider writes of its own: so one set of checks judges both. The sources
 * are the states that the API server knew, the lines of the containers, and the kubelet's own events. What none of them
 * shows is missing: signals, and probes that succeed.
 */
export function eventsOf(
  seen: readonly Seen[],
  lines: readonly Line[],
  reported: readonly Reported[] = [],
): readonly OutriderEvent[] {
  const bodies = [
    ...lines.flatMap(ofLine),
    ...instancesOf(seen, lines).flatMap((instance) => ofInstance(instance, seen, lines)),
    ...changesOf(seen),
    ...reported.flatMap(ofReported),
  ];
  return bodies
    .sort((a, b) => instant(a.time) - instant(b.time))
    .map((event, index) => ({ ...event, seq: index + 1, project: 'kubelet', pod: 'pod' }) as OutriderEvent);
}

type Timed = { readonly time: string; readonly type: string; readonly [field: string]: unknown };

/** Milliseconds with their fraction. */
export function instant(time: string): number {
  const [seconds = '', fraction = ''] = time.replace('Z', '').split('.');
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction || 0}`) * 1000;
}

const iso = (ms: number): string => new Date(ms).toISOString();

function ofLine({ container, attempt, time, text }: Line): readonly Timed[] {
  const log = { type: 'Log', time, container, attempt, stream: 'stdout', line: text, partial: false };
  const [, word, step] = /^(PostStart|PreStop) (Starting|Exiting)$/.exec(text) ?? [];
  if (!word) return [log];
  const hook = word === 'PreStop' ? 'preStop' : 'postStart';
  const body =
    step === 'Starting' ? { type: 'HookStarted' } : { type: 'HookFinished', ok: true, message: '' };
  return [log, { ...body, time, container, attempt, hook }];
}

interface Instance {
  readonly container: string;
  readonly attempt: number;
}

/** Every instance that left a line or a state. */
function instancesOf(seen: readonly Seen[], lines: readonly Line[]): readonly Instance[] {
  const found = new Map<string, Instance>();
  const add = (container: string, attempt: number): void =>
    void found.set(`${container} ${attempt}`, { container, attempt });
  for (const { container, attempt } of lines) add(container, attempt);
  for (const { pod } of seen)
    for (const { name, restartCount, state, lastState } of statusesOf(pod)) {
      if (state?.running || state?.terminated) add(name, restartCount);
      if (lastState?.terminated && restartCount > 0) add(name, restartCount - 1);
    }
  return [...found.values()];
}

function ofInstance(instance: Instance, seen: readonly Seen[], lines: readonly Line[]): readonly Timed[] {
  const { container, attempt } = instance;
  const own = lines.filter((line) => line.container === container && line.attempt === attempt);
  const states = seen.flatMap(({ at, pod }) =>
    statusesOf(pod)
      .filter(({ name }) => name === container)
      .map((status) => ({ at, pod, status })),
  );
  const runs = states.find(({ status }) => status.restartCount === attempt && status.state?.running);
  const end = states.map(({ status }) => terminatedOf(status, attempt)).find((one) => one !== undefined);
  const start = own[0]?.time ?? runs?.status.state?.running?.startedAt ?? end?.finishedAt;
  if (!start) return [];
  // What was wanted when the instance began: a kubelet tells that it runs up to seconds later, when more may have changed.
  const pod = (seen.findLast(({ at }) => at <= instant(start)) ?? seen[0])?.pod;
  const image = pod && imageOf(pod, container);
  const base = { container, attempt };
  const created = { type: 'ContainerCreated', time: start, id: '', role: 'app', image: image ?? '', ...base };
  const running = { type: 'ContainerRunning', time: start, id: '', pid: 1, ...base };
  if (!end) return [created, running];
  // The kubelet's times are whole seconds, and null after a restart of all containers. The last word is never later than the end.
  const moments = [end.finishedAt, own.at(-1)?.time, start].flatMap((one) => (one ? [instant(one)] : []));
  const next = lines.find((line) => line.container === container && line.attempt === attempt + 1);
  const time = iso(Math.min(Math.max(...moments), next ? instant(next.time) : Number.POSITIVE_INFINITY));
  const { exitCode, reason, message } = end;
  const said = message === undefined ? {} : { message };
  const terminated = { type: 'ContainerTerminated', time, exitCode, reason, ...said, ...base };
  return reason === 'StartError' ? [created, terminated] : [created, running, terminated];
}

function terminatedOf({ restartCount, state, lastState }: ContainerStatus, attempt: number) {
  if (state?.terminated && restartCount === attempt) return state.terminated;
  return restartCount === attempt + 1 ? lastState?.terminated : undefined;
}

function imageOf({ spec }: PodObject, container: string): string | undefined {
  return [...(spec.initContainers ?? []), ...spec.containers].find(({ name }) => name === container)?.image;
}

function statusesOf({ status }: PodObject): readonly ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}

/** What changed from one state of the pod to the next. */
function changesOf(seen: readonly Seen[]): readonly Timed[] {
  const known = new Map<string, unknown>();
  const turned = (key: string, value: unknown): boolean => {
    const is = known.get(key) !== value;
    known.set(key, value);
    return is;
  };
  return seen.flatMap(({ at, pod, deleted }) => {
    const time = iso(at);
    const found: Timed[] = [];
    const isTrue = (type: string): boolean =>
      pod.status.conditions?.some((one) => one.type === type && one.status === 'True') ?? false;
    if (isTrue('Initialized') && turned('initialized', true)) found.push({ type: 'PodInitialized', time });
    if (turned('ready', isTrue('Ready')) && (isTrue('Ready') || known.has('wasReady'))) {
      known.set('wasReady', true);
      found.push({ type: isTrue('Ready') ? 'PodReady' : 'PodNotReady', time, message: '' });
    }
    if (pod.metadata.deletionTimestamp && turned('terminating', true))
      found.push({ type: 'PodTerminating', time, reason: 'deleted', graceSeconds: 0 });
    for (const status of statusesOf(pod)) found.push(...containerChanges(status, time, turned));
    const { phase } = pod.status;
    const isOver = phase === 'Succeeded' || phase === 'Failed';
    if (isOver && turned('phase', phase)) found.push({ type: `Pod${phase}`, time, message: '' });
    // A pod that is deleted before its phase is told has ended all the same.
    if (deleted && !known.has('phase')) found.push({ type: 'PodFailed', time, message: 'deleted' });
    return found;
  });
}

function containerChanges(
  { name, restartCount, ready, started, state }: ContainerStatus,
  time: string,
  turned: (key: string, value: unknown) => boolean,
): readonly Timed[] {
  const base = { time, container: name, attempt: restartCount };
  const found: Timed[] = [];
  const reason = state?.waiting?.reason as WaitingReason | undefined;
  if (turned(`${name} waits`, reason) && reason) found.push({ type: 'ContainerWaiting', reason, ...base });
  if (turned(`${name} started`, started === true) && started)
    found.push({ type: 'ContainerStarted', ...base });
  if (turned(`${name} ready`, ready === true))
    found.push({ type: ready ? 'ContainerReady' : 'ContainerNotReady', message: '', ...base });
  return found;
}

/** Failures that repeat are one event with a count: only the time of the first is known. */
function ofReported({ time, reason, message, container }: Reported): readonly Timed[] {
  const base = { time, container, attempt: 0, message };
  const [, kind] = /^(Startup|Liveness|Readiness) probe (?:failed|errored)/.exec(message) ?? [];
  if (reason === 'Unhealthy' && kind)
    return [{ type: 'ProbeFailed', probe: kind.toLowerCase(), changed: true, ...base }];
  const hook = { FailedPostStartHook: 'postStart', FailedPreStopHook: 'preStop' }[reason];
  return hook ? [{ type: 'HookFinished', hook, ok: false, ...base }] : [];
}
