import { containerNamed } from '../../pod/containers.ts';
import type { Pod } from '../../pod/model.ts';
import { needsCapture } from '../start/startup.ts';
import { terminationReason } from '../start/terminated.ts';
import { initialState } from '../state/initial.ts';
import type { Observation, ObservedInstance } from '../state/observation.ts';
import type { ContainerState, Instance, PodState, Running, Terminated } from '../state/state.ts';

/** One moment, as the two clocks show it: ours in monotonic milliseconds, the engine's in milliseconds since the epoch. */
export interface Now {
  readonly own: number;
  readonly engine: number;
}

/**
 * The state of a pod that is on the engine already, from nothing but what the engine shows; the loop goes on from there.
 * An instance that was made from another specification than `pod` wants now is replaced by the usual pass. Back-off
 * starts anew, as it does when the kubelet restarts.
 */
export function restoreState(pod: Pod, seen: Observation, now: Now): PodState {
  const observed = inOwnTime(seen, now);
  const fresh = initialState(pod, now.own);
  const { sandbox } = observed;
  if (!sandbox && observed.containers.length === 0) return fresh;
  const history = historyOf(pod, observed);
  const ranAtAll = history.some(({ ran }) => ran);
  const usable = sandbox?.running === true && ranAtAll;
  const captured = history.some(({ name, ran }) => ran && needsCapture(fresh, name));
  const initialized = wasInitialized(pod, history);
  return {
    ...fresh,
    createdAt: sandbox?.createdAt ?? now.own,
    // A holder under which nothing has run yet may be half made: it is replaced like one that is lost.
    sandbox: {
      status: usable ? 'ready' : 'lost',
      attempt: sandbox?.attempt ?? 0,
      ...(sandbox ? { id: sandbox.id } : {}),
      ...(sandbox?.address ? { ip: sandbox.address.ip } : {}),
    },
    capture: fresh.capture === 'pending' && captured ? 'on' : fresh.capture,
    containers: Object.fromEntries(
      history.map((past, index) => [
        past.name,
        restoreContainer(pod, fresh.containers[past.name]!, past, laterRan(pod, history, index), now.own),
      ]),
    ),
    initialized,
    made: '',
    // Adopting holds back nothing that runs.
    released: fresh.released || ranAtAll,
    announcedInitialized: initialized,
  };
}

/** An age is the same by every clock: it is all that is taken from the engine's times. */
function inOwnTime({ sandbox, containers }: Observation, { own, engine }: Now): Observation {
  const ours = (time: number): number => own - (engine - time);
  return {
    ...(sandbox ? { sandbox: { ...sandbox, createdAt: ours(sandbox.createdAt) } } : {}),
    containers: containers.map((instance) => ({ ...instance, state: stateIn(instance.state, ours) })),
  };
}

function stateIn(
  state: ObservedInstance['state'],
  ours: (time: number) => number,
): ObservedInstance['state'] {
  if (state.is === 'created') return state;
  const startedAt = ours(state.startedAt);
  return state.is === 'running'
    ? { ...state, startedAt }
    : { ...state, startedAt, finishedAt: ours(state.finishedAt) };
}

/** The instances of one container, in start order of the pod. */
interface Past {
  readonly name: string;
  readonly newest?: ObservedInstance;
  /** The newest ended one before it. */
  readonly before?: ObservedInstance;
  /** Whether one of them has run in the sandbox that is there now. */
  readonly ran: boolean;
}

function historyOf(pod: Pod, { sandbox, containers }: Observation): readonly Past[] {
  const began = sandbox?.createdAt ?? Number.NEGATIVE_INFINITY;
  return [...pod.initContainers, ...pod.containers].map(({ name }) => {
    const [newest, ...older] = containers
      .filter((instance) => instance.role !== 'tool' && instance.name === name)
      .sort((a, b) => b.attempt - a.attempt);
    const before = older.find(({ state }) => state.is === 'exited');
    const ran = [newest, before].some(
      (instance) => instance && instance.state.is !== 'created' && instance.state.startedAt >= began,
    );
    return { name, ran, ...(newest ? { newest } : {}), ...(before ? { before } : {}) };
  });
}

/**
 * Some app container has run, or the last init container is through; it is not inferred from what runs now. An init
 * container that is at work although an app container has run is the sign of a restart of the whole pod.
 */
function wasInitialized(pod: Pod, history: readonly Past[]): boolean {
  const inits = history.slice(0, pod.initContainers.length);
  const mains = history.slice(pod.initContainers.length);
  const again = inits.some(
    ({ name, newest }) => newest && containerNamed(pod, name).role === 'init' && !isThrough(newest),
  );
  if (again) return false;
  if (mains.some(({ ran }) => ran)) return true;
  const last = inits.at(-1);
  if (!last) return true;
  return containerNamed(pod, last.name).role === 'init' && last.newest !== undefined;
}

function isThrough({ state }: ObservedInstance): boolean {
  return state.is === 'exited' && state.exitCode === 0;
}

/** Has a container that starts later run? Then this one was through, or had started. */
function laterRan(pod: Pod, history: readonly Past[], index: number): boolean {
  return index < pod.initContainers.length && history.slice(index + 1).some(({ ran }) => ran);
}

function restoreContainer(
  pod: Pod,
  fresh: ContainerState,
  { newest, before, ran }: Past,
  letOthersGo: boolean,
  now: number,
): ContainerState {
  const attempt = newest?.attempt ?? 0;
  const last = before ? { last: endOf(before) } : {};
  const everRan = ran || letOthersGo;
  if (newest) return { ...fresh, attempt, ...last, everRan, instance: instanceOf(pod, newest, letOthersGo) };
  // Somebody has removed an init container that must have been through: it does not run again.
  const instance: Instance =
    letOthersGo && fresh.role === 'init'
      ? { is: 'terminated', exitCode: 0, reason: 'Completed', finishedAt: now }
      : fresh.instance;
  return { ...fresh, everRan, instance };
}

function instanceOf(pod: Pod, observed: ObservedInstance, letOthersGo: boolean): Instance {
  const { id, stopSignal, specHash, state } = observed;
  switch (state.is) {
    case 'created':
      return { is: 'prepared', id, stopSignal, specHash };
    case 'exited':
      return endOf(observed);
    case 'running':
      return { ...adopted(pod, observed, letOthersGo), pid: state.pid, startedAt: state.startedAt };
  }
}

/** A hook is not run twice; a startup probe is, unless a later container shows that it had passed. */
function adopted(
  pod: Pod,
  { id, name, stopSignal, specHash }: ObservedInstance,
  letOthersGo: boolean,
): Omit<Running, 'pid' | 'startedAt'> {
  const { postStart, startupProbe, readinessProbe } = containerNamed(pod, name);
  const started = letOthersGo || !startupProbe;
  return {
    is: 'running',
    id,
    stopSignal,
    specHash,
    postStart: postStart ? 'done' : 'none',
    started,
    ready: started && !readinessProbe,
    probes: {},
  };
}

function endOf({ id, state }: ObservedInstance): Terminated {
  const exit = state.is === 'exited' ? state : { exitCode: 137, oomKilled: false, finishedAt: 0 };
  const { exitCode, finishedAt } = exit;
  const said = 'message' in exit && exit.message !== undefined ? { message: exit.message } : {};
  return { is: 'terminated', id, exitCode, reason: terminationReason(exit), finishedAt, ...said };
}
