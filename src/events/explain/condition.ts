import type { ContainerView, Terminated } from '../container-view.ts';
import type { Gate } from '../gate.ts';
import type { PodView } from '../pod-view.ts';
import type { Condition } from './explanation.ts';
import { duration, ending, lastWordsOf, nextTry, probeAnswer, stepInBrief } from './phrases.ts';
import { describeStop } from './stopping.ts';

/**
 * The one place that says what a container is about.
 *
 * @param now milliseconds since the epoch, of the clock that stamps the events.
 */
export function conditionOf(pod: PodView, container: ContainerView, now: number): Condition {
  const { state } = container;
  switch (state.is) {
    case 'running':
      return describeStop(pod, container, now) ?? running(container, state.since, now);
    case 'terminated':
      return terminated(state);
    case 'waiting':
      return pod.terminating || pod.outcome ? neverStarts : waiting(pod, container, state, now);
  }
}

const neverStarts: Condition = {
  words: 'does not start any more: the pod is being terminated',
  well: true,
};

function terminated(state: Terminated): Condition {
  const { restart, cause, exitCode } = state;
  const why = cause === undefined ? '' : `, stopped because ${cause}`;
  const next = restart?.follows ? 'is started again' : 'stays so';
  const rule = restart === undefined ? '' : `, and ${next}: ${restart.rule}`;
  const words = lastWordsOf(state);
  const said = words === undefined ? '' : `, with the message “${words}”`;
  return { words: `${ending(state)}${said}${why}${rule}`, well: exitCode === 0 };
}

function running(container: ContainerView, since: string, now: number): Condition {
  const { started, ready, role, probes, hooks } = container;
  const who = named(container);
  if (hooks.postStart?.state === 'running')
    return { words: 'runs its postStart hook', brief: `${who} to start: postStart hook`, well: true };
  if (role === 'init')
    return {
      words: `runs since ${duration(now - Date.parse(since))}`,
      brief: `${who} to finish`,
      well: true,
    };
  if (!started) return probing('startup', container, now);
  if ((probes.liveness?.failures ?? 0) > 0) return probing('liveness', container, now);
  if (!ready) return probing('readiness', container, now);
  return { words: `runs since ${duration(now - Date.parse(since))}`, well: true };
}

const lacks = { startup: 'has not started', liveness: 'is not well', readiness: 'is not ready' } as const;
const hopes = { startup: 'to start', liveness: 'to be well', readiness: 'to be ready' } as const;

function probing(kind: keyof typeof lacks, container: ContainerView, now: number): Condition {
  const probe = container.probes[kind];
  const why = probe && !probe.ok ? `: ${kind} probe: ${probe.message}` : '';
  return {
    words: `runs but ${lacks[kind]}: its ${kind} probe ${probeAnswer(probe)}${nextTry('try', probe?.retryAt, now)}`,
    brief: `${named(container)} ${hopes[kind]}${why}`,
    well: false,
    ...(probe?.retryAt === undefined ? {} : { until: probe.retryAt }),
  };
}

type Waiting = Extract<ContainerView['state'], { readonly is: 'waiting' }>;

function waiting(pod: PodView, container: ContainerView, state: Waiting, now: number): Condition {
  const { reason, message, retryAt, waitsFor } = state;
  const until = retryAt === undefined ? {} : { until: retryAt };
  switch (reason) {
    case 'CrashLoopBackOff':
      return { ...backOff(container, retryAt, now), ...until };
    case 'PodInitializing':
    case 'ContainerCreating':
      if (waitsFor?.on === 'capture' && pod.capture.state === 'failed') return withoutCapture(pod, now);
      if (waitsFor?.on === 'data') return withoutData(container, state);
      return { brief: startsAfter(container, waitsFor), ...held(container, waitsFor), well: true };
    case 'CreateContainerConfigError':
      return withoutData(container, state);
    default: {
      const what = reason === 'CreateContainerError' ? 'cannot be created' : 'has no image';
      const why = message === undefined ? '' : `: ${message}`;
      return {
        words: `${what} (${reason})${why}${nextTry('try', retryAt, now)}`,
        brief: `${named(container)}: ${reason}${why}`,
        well: false,
        ...until,
      };
    }
  }
}

function startsAfter(container: ContainerView, gate: Gate | undefined): string {
  if (gate?.on === 'step') return stepInBrief({ action: 'start', container: container.name });
  return `${named(container)} to be created`;
}

/** A ConfigMap or a Secret is not there. */
function withoutData(container: ContainerView, { reason, message = 'it is not there' }: Waiting): Condition {
  return {
    words: `waits for a ConfigMap or a Secret (${reason}): ${message}`,
    brief: `${named(container)}: ${message}`,
    well: false,
  };
}

/** Nothing new starts before capture is on. */
function withoutCapture({ capture }: PodView, now: number): Condition {
  const { message, retryAt } = { retryAt: undefined, ...capture };
  const why = message === undefined ? '' : `: ${message}`;
  return {
    words: `waits for traffic capture, which has failed${why}${nextTry('try', retryAt, now)}`,
    brief: 'capture, which failed',
    well: false,
    ...(retryAt === undefined ? {} : { until: retryAt }),
  };
}

function held({ name, image }: ContainerView, gate: Gate | undefined): Pick<Condition, 'words' | 'heldBy'> {
  switch (gate?.on) {
    case 'sandbox':
      return { words: "waits for the pod's network namespace" };
    case 'pods':
      return { words: 'waits for other pods' };
    case 'capture':
      return gate.container === undefined
        ? { words: 'waits for traffic capture to be on' }
        : {
            words: `waits for traffic capture, which begins after ${gate.container}`,
            heldBy: gate.container,
          };
    case 'exit':
      return { words: `waits for init container ${gate.container} to finish`, heldBy: gate.container };
    case 'started':
      return { words: `waits for sidecar ${gate.container} to start`, heldBy: gate.container };
    case 'startCall':
      return { words: `waits for the start of ${gate.container}`, heldBy: gate.container };
    case 'request':
      return { words: `was stopped on request; \`outrider restart ${name}\` starts it again` };
    case 'step':
      return { words: 'waits for a person to let it start, as the run goes step by step' };
    case 'image':
      return { words: `waits for its image ${image}, which is being pulled` };
    case 'start':
      return { words: 'is being started' };
    default:
      return { words: 'is being created' };
  }
}

/** A container that was stopped, or ended well, needs another cure than one that failed by itself. */
function backOff(container: ContainerView, retryAt: string | undefined, now: number): Condition {
  const { lastTerminated: last, attempt, role, spans } = container;
  const exit = last === undefined ? '' : ` (exit ${last.exitCode})`;
  const brief = `${named(container)} to be started again${exit}`;
  const next = nextTry('start', retryAt, now);
  if (!last) return { words: `failed${next} (CrashLoopBackOff)`, brief, well: false };
  const times = attempt === 1 ? 'once' : `${attempt} times`;
  const why = last.cause === undefined ? '' : `, last because ${last.cause}`;
  const words = `${ending(last)} ${times}${why}${next} (CrashLoopBackOff)`;
  if (role !== 'sidecar' || last.exitCode !== 0 || last.cause !== undefined)
    return { words, brief, well: false };
  const before = spans.findLast((one) => one.attempt < attempt)?.started === undefined;
  const hint = `it exits 0${before ? ' before it has started' : ''}, but a sidecar has to go on running: did you mean an init container? Then leave out its restartPolicy`;
  return { words, brief, well: false, details: [hint] };
}

function named({ name, role }: ContainerView): string {
  return role === 'app' ? name : `${role === 'init' ? 'init container' : 'sidecar'} ${name}`;
}
