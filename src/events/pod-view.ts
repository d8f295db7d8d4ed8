import { asksOfContainer, type ContainerView, foldContainer, newContainer } from './container-view.ts';
import { type FaultView, foldFaults } from './fault-view.ts';
import { type PullView, pulling, withPull } from './pull-view.ts';
import { type StepView, stepOf } from './step-view.ts';
import type {
  CaptureSummary,
  EventOf,
  ListeningSocket,
  OutriderEvent,
  PodSummary,
  PodWait,
} from './types.ts';
import { type WarningView, warning } from './warning-view.ts';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** `failed` also has the backend and mode that were tried. */
export type CaptureView =
  | {
      readonly state: 'off';
      /** The pod runs already and was taken over: whether its rules are on is not known until they have been looked at. */
      readonly checking?: true;
      readonly message?: string;
      /** RFC 3339; when the rules were taken off. Absent before they were on. */
      readonly since?: string;
    }
  | {
      readonly state: 'on' | 'failed';
      readonly backend: string;
      readonly mode: string;
      readonly rules: number;
      readonly message?: string;
      /** RFC 3339; from when on it is so. Absent in views that were made by an older program. */
      readonly since?: string;
      /** RFC 3339; when rules that failed are put on again. */
      readonly retryAt?: string;
    };

/** A pod as far as its events have told it. */
export interface PodView {
  readonly name: string;
  readonly phase: PodPhase;
  readonly created: string;
  readonly ip?: string;
  readonly network?: string;
  /** Why the holder has no network, while it has none. */
  readonly disconnected?: string;
  /** The engine's id of the container that owns the namespace. */
  readonly holder?: string;
  /** The other pods that hold its start or its stop back, while they do. */
  readonly waitsForPods: readonly PodWait[];
  /** Every init container is through and every sidecar has started. */
  readonly initialized: boolean;
  readonly ready: boolean;
  readonly capture: CaptureView;
  /** Present from the moment at which the pod is told to end; gone again when it starts anew. */
  readonly terminating?: {
    readonly reason: string;
    readonly graceSeconds: number;
    readonly since: string;
    /** Somebody asked for it. */
    readonly deleted?: true;
  };
  /** In start order. */
  readonly containers: readonly ContainerView[];
  /** Images that were not there at once, in the order of the first try. */
  readonly pulls: readonly PullView[];
  readonly outcome?: {
    readonly phase: 'Succeeded' | 'Failed';
    readonly message: string;
    readonly at: string;
  };
  /** The newest ones. */
  readonly warnings: readonly WarningView[];
  /** What its file asks for. Absent in streams of older programs. */
  readonly asks?: {
    readonly restartPolicy?: PodSummary['restartPolicy'];
    readonly capture?: CaptureSummary;
  };
  /** The TCP sockets that listen in its namespace, and since when it is these. */
  readonly listening?: { readonly sockets: readonly ListeningSocket[]; readonly since: string };
  /** The engine's clock, so many milliseconds ahead of ours. Absent while they agree. */
  readonly clock?: { readonly aheadMs: number; readonly since: string };
  /** The last time that somebody else changed the capture rules. */
  readonly captureChanged?: { readonly message: string; readonly at: string };
  /** What comes next in a run that goes step by step, and waits for a person. */
  readonly step?: StepView;
  /** It goes, or went, step by step: its grace period is not counted from its beginning. */
  readonly stepwise?: true;
  /** The faults that somebody has put on and that are not told to be off. */
  readonly faults: readonly FaultView[];
  /** Nothing of the pod is left on the engine. */
  readonly removed: boolean;
}

const keptWarnings = 100;

export function newPod(name: string, time: string): PodView {
  return {
    name,
    phase: 'Pending',
    created: time,
    waitsForPods: [],
    initialized: false,
    ready: false,
    capture: { state: 'off' },
    containers: [],
    pulls: [],
    warnings: [],
    faults: [],
    removed: false,
  };
}

/** The pod after one of its events. A type that is not known changes nothing. */
export function foldPod(pod: PodView, event: OutriderEvent): PodView {
  if ('container' in event && 'attempt' in event) return withPhase(withContainer(pod, event));
  if (event.type === 'StepTaken') return withoutStep(pod);
  const changed = { ...pod, ...change(pod, event) };
  if (event.type === 'ClockCompared') return withClock(changed, event);
  return event.type === 'SandboxReady' ? withoutTermination(connected(changed)) : withPhase(changed);
}

function takenOver({ asks, capture }: PodView, event: OutriderEvent): Pick<Partial<PodView>, 'capture'> {
  const isUnknown = capture.state === 'off' && capture.since === undefined && asks?.capture !== undefined;
  const adopts = event.type === 'ContainerRunning' && event.adopted === true;
  return isUnknown && adopts ? { capture: { state: 'off', checking: true } } : {};
}

function withContainer(
  pod: PodView,
  event: Extract<OutriderEvent, { container: string; attempt: number }>,
): PodView {
  const at = pod.containers.findIndex(({ name }) => name === event.container);
  if (at === -1) return event.type === 'ContainerCreated' ? withUnknown(pod, event) : pod;
  const container = pod.containers[at]!;
  const folded = foldContainer(container, event, event.time);
  const next = { ...pod, ...takenOver(pod, event), containers: pod.containers.with(at, folded) };
  // Nobody waits to be started while a pod ends: the pod begins anew (a new sandbox, a restart of all containers).
  return event.type === 'ContainerWaiting' ? withoutTermination(next) : next;
}

/** A container that `PodCreated` did not name: a tool, or a stream whose beginning is missing. */
function withUnknown(pod: PodView, event: EventOf<'ContainerCreated'>): PodView {
  const added = newContainer({ name: event.container, role: event.role, image: event.image }, true);
  return { ...pod, containers: [...pod.containers, foldContainer(added, event, event.time)] };
}

function withClock(
  { clock: _, ...pod }: PodView,
  { aheadMs, time }: { readonly aheadMs: number; readonly time: string },
): PodView {
  return aheadMs === 0 ? pod : { ...pod, clock: { aheadMs, since: time } };
}

function withoutStep({ step: _, ...rest }: PodView): PodView {
  return rest;
}

function connected({ disconnected: _, ...rest }: PodView): PodView {
  return rest;
}

function withoutTermination(pod: PodView): PodView {
  if (!pod.terminating || pod.outcome) return pod;
  const { terminating: _, ...rest } = pod;
  return rest;
}

/** Kubelet's getPhase: `Running` once initialized and every app container has run. */
function withPhase(pod: PodView): PodView {
  if (pod.phase !== 'Pending' || !pod.initialized) return pod;
  const apps = pod.containers.filter(({ role }) => role === 'app');
  const haveRun = apps.every(({ spans }) => spans.some(({ running }) => running !== undefined));
  return haveRun ? { ...pod, phase: 'Running' } : pod;
}

function change(pod: PodView, event: OutriderEvent): Partial<PodView> {
  switch (event.type) {
    case 'PodCreated':
      return {
        created: event.time,
        asks: asksOf(event),
        containers: event.containers.map((one, at) => newContainer(one, at === 0)),
      };
    case 'PodUpdated':
      return { asks: asksOf(event), containers: updated(pod.containers, event.containers) };
    case 'PortsListened':
      return { listening: { sockets: event.listeners, since: event.time } };
    case 'SandboxReady':
      return { ip: event.ip, network: event.network, holder: event.holder };
    case 'SandboxDisconnected':
      return { disconnected: event.message };
    case 'SandboxLost':
      return { initialized: false, ready: false };
    case 'PodInitialized':
      return { initialized: true };
    case 'PodReady':
      return { ready: true };
    case 'PodNotReady':
      return { ready: false };
    case 'PodWaiting':
      return { waitsForPods: event.pods };
    case 'PodReleased':
      return { waitsForPods: [] };
    case 'PodTerminating':
      return {
        waitsForPods: [],
        terminating: {
          ...{ reason: event.reason, graceSeconds: event.graceSeconds, since: event.time },
          ...(event.deleted && { deleted: event.deleted }),
        },
      };
    case 'PodSucceeded':
    case 'PodFailed':
      return outcome(event);
    case 'PodRemoved':
      return { removed: true };
    case 'Warning':
      return {
        warnings: [...pod.warnings, warning(event)].slice(-keptWarnings),
        ...(event.about === 'capture-drift' && {
          captureChanged: { message: event.message, at: event.time },
        }),
      };
    default:
      return changeOfTheRest(pod, event);
  }
}

function asksOf({ restartPolicy, capture }: PodSummary): NonNullable<PodView['asks']> {
  return { ...(restartPolicy && { restartPolicy }), ...(capture && { capture }) };
}

/** What the new file says of the containers; what has become of them stays. */
function updated(
  containers: readonly ContainerView[],
  summaries: PodSummary['containers'],
): readonly ContainerView[] {
  return containers.map((container) => {
    const summary = summaries.find(({ name }) => name === container.name);
    return summary ? { ...container, asks: asksOfContainer(summary) } : container;
  });
}

function outcome(event: EventOf<'PodSucceeded'> | EventOf<'PodFailed'>): Partial<PodView> {
  const phase = event.type === 'PodSucceeded' ? 'Succeeded' : 'Failed';
  return { phase, ready: false, outcome: { phase, message: event.message, at: event.time } };
}

function changeOfTheRest(pod: PodView, event: OutriderEvent): Partial<PodView> {
  switch (event.type) {
    case 'CaptureApplied': {
      const { backend, mode, rules, message } = event;
      return {
        capture: {
          ...{ state: 'on', backend, mode, rules, since: event.time },
          ...(message === undefined ? {} : { message }),
        },
      };
    }
    case 'CaptureRemoved':
      return { capture: { state: 'off', since: event.time } };
    case 'CaptureFailed': {
      const { backend, mode, message, retryAt, time } = event;
      const retry = retryAt === undefined ? {} : { retryAt };
      return { capture: { state: 'failed', backend, mode, rules: 0, message, since: time, ...retry } };
    }
    case 'ImagePulling':
      return { pulls: withPull(pod.pulls, pulling(pod.pulls, event)) };
    case 'ImagePulled':
      return { pulls: withPull(pod.pulls, { image: event.image, state: 'pulled', since: event.time }) };
    case 'ImagePullFailed': {
      const { image, message, hint, time } = event;
      const failed = { image, state: 'failed', since: time, message } as const;
      return { pulls: withPull(pod.pulls, { ...failed, ...(hint !== undefined && { hint }) }) };
    }
    case 'StepWaiting':
      return { step: stepOf(event), stepwise: true };
    case 'FaultInjected':
    case 'FaultCleared':
      return { faults: foldFaults(pod.faults, event) };
    default:
      return {};
  }
}
