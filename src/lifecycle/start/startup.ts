import type { CaptureState, ContainerState, PodState } from '../state/state.ts';
import { isHeld } from '../state/stepping.ts';
import type { Turn } from '../state/turn.ts';
import { forget, isMain, isSidecar, ordered, patchContainer, setInstance } from '../state/turn.ts';
import { advance, isKilledByProbe } from './backoff.ts';
import { missingOfContainer, missingOfVolumes } from './missing-data.ts';

/** What a container waits for; `none` means that it may start now. */
export type Gate =
  | { readonly on: 'none' }
  | { readonly on: 'sandbox' }
  | { readonly on: 'capture' }
  | { readonly on: 'pods' }
  | { readonly on: 'data' }
  /** Files are being written into the volumes. */
  | { readonly on: 'files' }
  | { readonly on: 'exit'; readonly container: string }
  | { readonly on: 'started'; readonly container: string }
  | { readonly on: 'startCall'; readonly container: string }
  | { readonly on: 'backoff'; readonly until: number }
  | { readonly on: 'request' }
  | { readonly on: 'step' }
  | { readonly on: 'termination' };

/**
 * May this container start, and if not, what holds it back?
 *
 * Init containers and sidecars go strictly in list order: the next is let go by an init container that has exited 0 or by
 * a sidecar that has started. What lies before the furthest one reached is kept alive but holds nobody back any
 * more. App containers follow when all are through, one start call after another (kubelet: computeInitContainerActions,
 * SyncPod). All of them follow the pods that this one depends on.
 */
export function startGate(state: PodState, container: ContainerState, now: number): Gate {
  if (state.termination) return { on: 'termination' };
  if (container.override === 'stopped') return { on: 'request' };
  if (!state.released) return { on: 'pods' };
  if (state.sandbox.status !== 'ready') return { on: 'sandbox' };
  if (missingOfVolumes(state.pod).length > 0) return { on: 'data' };
  // A container that starts meanwhile would find the old files, or none (kubelet, `WaitForAttachAndMount`).
  if (state.files.written < state.files.wanted) return { on: 'files' };
  if (needsCapture(state, container.name) && !captureLetsGo.includes(state.capture)) return { on: 'capture' };
  const order = isMain(state, container.name)
    ? gateOfMain(state, container.name)
    : gateOfInit(state, container.name);
  if (order.on !== 'none') return order;
  if (missingOfContainer(state.pod, container.name).length > 0) return { on: 'data' };
  if (container.notBefore !== undefined && container.notBefore > now)
    return { on: 'backoff', until: container.notBefore };
  const step = { action: 'start', container: container.name } as const;
  return !container.everRan && isHeld(state.stepping, step) ? { on: 'step' } : order;
}

/** Rules that a person took away on purpose hold nobody back. */
const captureLetsGo: readonly CaptureState[] = ['on', 'removing', 'off'];

function gateOfInit(state: PodState, name: string): Gate {
  const inits = state.pod.initContainers.map((container) => state.containers[container.name]!);
  const index = inits.findIndex((container) => container.name === name);
  const reached = inits.findLastIndex((container) => container.everRan);
  if (index <= reached) return { on: 'none' };
  return firstHold(state, inits.slice(Math.max(reached, 0), index));
}

function gateOfMain(state: PodState, name: string): Gate {
  if (!state.initialized) {
    const inits = state.pod.initContainers.map((container) => state.containers[container.name]!);
    const reached = inits.findLastIndex((container) => container.everRan);
    const hold = firstHold(state, inits.slice(Math.max(reached, 0)));
    if (hold.on !== 'none') return hold;
  }
  for (const { name: other } of state.pod.containers) {
    if (other === name) break;
    const earlier = state.containers[other]!;
    if (earlier.override !== 'stopped' && inStartCall(earlier)) return { on: 'startCall', container: other };
  }
  return { on: 'none' };
}

function firstHold(state: PodState, before: readonly ContainerState[]): Gate {
  const holder = before.find((container) => !isThrough(state, container));
  if (!holder) return { on: 'none' };
  return { on: isSidecar(state, holder.name) ? 'started' : 'exit', container: holder.name };
}

/** An init container that has exited 0; a sidecar that has started and runs. */
export function isThrough(state: PodState, container: ContainerState): boolean {
  const { instance } = container;
  if (isSidecar(state, container.name)) return instance.is === 'running' && instance.started;
  return instance.is === 'terminated' && instance.exitCode === 0;
}

/** Has the plain init container of that name exited 0? */
export function isThroughInit(state: PodState, name: string): boolean {
  const container = state.containers[name];
  return container !== undefined && isThrough(state, container);
}

/** The start call of a container lasts until its image is there, its process runs and its postStart hook is through. */
function inStartCall({ instance, everRan }: ContainerState): boolean {
  if (everRan && instance.is !== 'running') return false;
  if (instance.is === 'preparing' || instance.is === 'prepared' || instance.is === 'starting') return true;
  return instance.is === 'running' && instance.postStart === 'running';
}

/** Rules go on before every init container, or after the one that the capture options name. */
export function needsCapture(state: PodState, name: string): boolean {
  const capture = state.pod.capture;
  if (!capture || capture.mode === 'NONE') return false;
  if (capture.startAfter === undefined || isMain(state, name)) return true;
  const names = state.pod.initContainers.map((container) => container.name);
  return names.indexOf(name) > names.indexOf(capture.startAfter);
}

export function startPass(turn: Turn): void {
  for (const { name } of ordered(turn.state)) {
    const container = turn.state.containers[name]!;
    const { instance } = container;
    if (instance.is !== 'prepared') continue;
    if (startGate(turn.state, container, turn.now).on !== 'none') continue;
    advanceBackoff(turn, container);
    forget(turn, name, 'notBefore');
    setInstance(turn, name, { ...instance, is: 'starting' });
    turn.commands.push({ type: 'start', container: name, attempt: container.attempt, id: instance.id });
  }
}

/**
 * Every restart that the policy asked for moves the curve on, also one whose start then fails (kubelet: doBackOff runs
 * before startContainer). A restart that somebody wanted does not.
 */
function advanceBackoff(turn: Turn, { name, last, backoff, attempt }: ContainerState): void {
  if (!last || last.after === 'spec' || last.after === 'restartRequest' || last.after === 'pod') return;
  // The first kill by a probe is none: nothing has ended before it.
  if (isKilledByProbe(last) && attempt === 1) return;
  const entry = advance(backoff, last.finishedAt, turn.now, turn.settings.restartBackoff, turn.settings);
  patchContainer(turn, name, { backoff: entry });
}

export function initializedPass(turn: Turn): void {
  if (turn.state.initialized || turn.state.sandbox.status !== 'ready' || !turn.state.released) return;
  const inits = turn.state.pod.initContainers.map(({ name }) => turn.state.containers[name]!);
  const reached = inits.findLastIndex((container) => container.everRan);
  if (inits.length > 0 && (reached < inits.length - 1 || !isThrough(turn.state, inits[reached]!))) return;
  if (turn.state.termination) return;
  const first = !turn.state.announcedInitialized;
  turn.state = { ...turn.state, initialized: true, announcedInitialized: true };
  if (first) turn.events.push({ type: 'PodInitialized' });
}
