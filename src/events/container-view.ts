import { type ContainerTroubles, foldTrouble, isTrouble } from './container-troubles.ts';
import type { Gate } from './gate.ts';
import { foldSpan, type InstanceSpan, newSpan } from './instance-span.ts';
import type {
  ContainerSummary,
  EventBody,
  HookKind,
  ProbeKind,
  TerminationReason,
  WaitingReason,
} from './types.ts';

/** Kubernetes' three states of a container, with what Kubernetes tells about each. */
export type ContainerState =
  | {
      readonly is: 'waiting';
      readonly reason: WaitingReason;
      readonly message?: string;
      readonly waitsFor?: Gate;
      readonly retryAt?: string;
    }
  | { readonly is: 'running'; readonly since: string; readonly pid?: number }
  | Terminated;

export interface Terminated {
  readonly is: 'terminated';
  readonly exitCode: number;
  readonly reason: TerminationReason;
  readonly signal?: string;
  readonly message?: string;
  /** Why it was stopped, where it did not end by itself. */
  readonly cause?: string;
  readonly restart?: { readonly follows: boolean; readonly rule: string };
  readonly at: string;
}

/** A container on its way down. */
export interface StopView {
  /** Absent while the preStop hook runs. */
  readonly signal?: string;
  /** Seconds from `since` until SIGKILL; absent while the preStop hook runs. */
  readonly graceSeconds?: number;
  readonly since: string;
  /** Why it is stopped. */
  readonly cause?: string;
  /** SIGKILL was sent. */
  readonly killed: boolean;
}

export interface HookView {
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly since: string;
  readonly message?: string;
}

export interface ProbeView {
  readonly ok: boolean;
  readonly message: string;
  readonly at: string;
  /** Failures in a row that count, and how many of them are the verdict. */
  readonly failures?: number;
  readonly failureThreshold?: number;
  readonly retryAt?: string;
}

export interface ContainerView extends ContainerTroubles {
  readonly name: string;
  readonly role: ContainerSummary['role'];
  readonly image: string;
  /** Which instance the state is about, from 0; one that waits to be started has its own number already. */
  readonly attempt: number;
  /** Kubernetes' restartCount: how often it was started again. */
  readonly restarts: number;
  readonly state: ContainerState;
  /** How the instance before this one ended. */
  readonly lastTerminated?: Terminated;
  /** Kubernetes' `started`: the startup probe has passed and postStart is through. */
  readonly started: boolean;
  readonly ready: boolean;
  /** Why it is not ready, where somebody said so. */
  readonly notReady?: string;
  readonly stop?: StopView;
  readonly hooks: Readonly<Partial<Record<HookKind, HookView>>>;
  /** The last result of each probe. */
  readonly probes: Readonly<Partial<Record<ProbeKind, ProbeView>>>;
  /** The engine's id of the newest instance that was created. */
  readonly id?: string;
  /** What its file asks for. Absent in streams of older programs. */
  readonly asks?: Pick<ContainerSummary, 'ports' | 'probePorts' | 'memoryBytes'>;
  /** Every instance, the oldest first; of a container that restarts for ever, the first and the newest ones. */
  readonly spans: readonly InstanceSpan[];
}

/** What every event about a container has. */
type ContainerEvent = Extract<EventBody, { readonly container: string; readonly attempt: number }>;

/** An instance that crashes all night must not fill the memory. */
const keptSpans = 200;

export function newContainer(summary: ContainerSummary, first: boolean): ContainerView {
  return {
    name: summary.name,
    role: summary.role,
    image: summary.image,
    attempt: 0,
    restarts: 0,
    state: { is: 'waiting', reason: first ? 'ContainerCreating' : 'PodInitializing' },
    started: false,
    ready: false,
    hooks: {},
    probes: {},
    spans: [],
    asks: asksOfContainer(summary),
  };
}

export function asksOfContainer(summary: ContainerSummary): NonNullable<ContainerView['asks']> {
  const { ports, probePorts, memoryBytes } = summary;
  return {
    ...(ports && { ports }),
    ...(probePorts && { probePorts }),
    ...(memoryBytes !== undefined && { memoryBytes }),
  };
}

/** What can be the first word about an instance. */
const beginsInstance: ReadonlySet<string> = new Set<EventBody['type']>([
  'ContainerWaiting',
  'ContainerCreated',
  'ContainerRunning',
  'ContainerTerminated',
]);

/** The container after an event about it. A late event about an older instance only completes that one's span. */
export function foldContainer(container: ContainerView, event: ContainerEvent, time: string): ContainerView {
  if (isTrouble(event)) return foldTrouble(container, event, time);
  const spanned = withSpan(container, event, time);
  const isNext = event.attempt > container.attempt;
  if (event.attempt < container.attempt || (isNext && !beginsInstance.has(event.type))) return spanned;
  const current = isNext ? nextInstance(spanned, event.attempt) : spanned;
  return { ...current, ...change(current, event, time) };
}

/** What is told of an instance is forgotten when the next one begins; how it ended stays for a while. */
function nextInstance(container: ContainerView, attempt: number): ContainerView {
  const { stop: _, notReady: __, memory: ___, upstream: ____, ...kept } = container;
  const ended = container.state.is === 'terminated' ? { lastTerminated: container.state } : {};
  return {
    ...kept,
    ...ended,
    attempt,
    state: { is: 'waiting', reason: 'ContainerCreating' },
    started: false,
    ready: false,
    hooks: {},
    probes: {},
  };
}

function withSpan(container: ContainerView, event: ContainerEvent, time: string): ContainerView {
  const { spans } = container;
  const at = spans.findLastIndex(({ attempt }) => attempt === event.attempt);
  const span = at === -1 ? newSpan(event.attempt) : spans[at]!;
  const folded = foldSpan(span, event, time);
  if (folded === span) return container;
  if (at !== -1) return { ...container, spans: spans.with(at, folded) };
  const kept = spans.length < keptSpans ? spans : [spans[0]!, ...spans.slice(2)];
  return { ...container, spans: [...kept, folded] };
}

function change(container: ContainerView, event: ContainerEvent, time: string): Partial<ContainerView> {
  switch (event.type) {
    case 'ContainerCreated':
      return { id: event.id, image: event.image, role: event.role };
    case 'ContainerRunning':
      return {
        id: event.id,
        restarts: Math.max(container.restarts, event.attempt),
        state: { is: 'running', since: time, pid: event.pid },
      };
    case 'ContainerStarted':
      return { started: true };
    case 'ContainerReady':
      return { ready: true };
    case 'ContainerNotReady':
      return { ready: false, notReady: event.message };
    case 'ContainerWaiting':
      return { state: waiting(event) };
    case 'ContainerTerminated':
      return {
        restarts: Math.max(container.restarts, event.attempt),
        ready: false,
        started: false,
        state: terminated(event, time),
      };
    case 'ProbeFailed':
    case 'ProbeSucceeded':
      return {
        probes: {
          ...container.probes,
          [event.probe]: probeResult(event, time),
        },
      };
    default:
      return changeOfHookOrStop(container, event, time);
  }
}

function changeOfHookOrStop(
  container: ContainerView,
  event: ContainerEvent,
  time: string,
): Partial<ContainerView> {
  switch (event.type) {
    case 'HookStarted':
      return {
        hooks: { ...container.hooks, [event.hook]: { state: 'running', since: time } },
        ...(event.hook === 'preStop' ? { stop: { since: time, killed: false, ...causeOf(event) } } : {}),
      };
    case 'HookFinished': {
      const since = container.hooks[event.hook]?.since ?? time;
      const state = event.ok ? 'succeeded' : 'failed';
      return { hooks: { ...container.hooks, [event.hook]: { state, since, message: event.message } } };
    }
    case 'StopSignalSent':
      return {
        stop: {
          signal: event.signal,
          graceSeconds: event.graceSeconds,
          since: time,
          killed: false,
          ...causeOf(event),
        },
      };
    case 'ContainerKilled':
      return { stop: { ...(container.stop ?? { since: time }), killed: true } };
    default:
      return {};
  }
}

function causeOf({ message }: { readonly message?: string }): { readonly cause?: string } {
  return message === undefined ? {} : { cause: message };
}

type Probed = Extract<EventBody, { readonly type: 'ProbeFailed' | 'ProbeSucceeded' }>;

function probeResult(event: Probed, time: string): ProbeView {
  const { type, message, retryAt } = event;
  const { failures, failureThreshold } = type === 'ProbeFailed' ? event : {};
  return {
    ok: type === 'ProbeSucceeded',
    message,
    at: time,
    ...(failures === undefined ? {} : { failures }),
    ...(failureThreshold === undefined ? {} : { failureThreshold }),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

function waiting(event: Extract<EventBody, { type: 'ContainerWaiting' }>): ContainerState {
  return {
    is: 'waiting',
    reason: event.reason,
    ...(event.message === undefined ? {} : { message: event.message }),
    ...(event.waitsFor === undefined ? {} : { waitsFor: event.waitsFor }),
    ...(event.retryAt === undefined ? {} : { retryAt: event.retryAt }),
  };
}

function terminated(event: Extract<EventBody, { type: 'ContainerTerminated' }>, time: string): Terminated {
  return {
    is: 'terminated',
    exitCode: event.exitCode,
    reason: event.reason,
    ...(event.signal === undefined ? {} : { signal: event.signal }),
    ...(event.message === undefined ? {} : { message: event.message }),
    ...(event.cause === undefined ? {} : { cause: event.cause }),
    ...(event.restart === undefined ? {} : { restart: event.restart }),
    at: time,
  };
}
