import type { Aftermath, ContainerState, Terminated, Termination } from '../state/state.ts';
import { isHeld } from '../state/stepping.ts';
import type { Turn } from '../state/turn.ts';
import { ordered, patchPod, wholeSeconds, withoutKeys } from '../state/turn.ts';
import { isAlive } from './order.ts';
import { finalPhase } from './outcome.ts';
import { shorten, shortenStop } from './shorten.ts';
import { beginStop, killNow } from './stopping.ts';

interface TerminationRequest {
  readonly reason: string;
  readonly graceSeconds: number;
  readonly afterwards: Aftermath;
  readonly verdict?: 'Failed';
  readonly atOnce?: boolean;
  /** Somebody asked for the end. */
  readonly isDeletion?: boolean;
}

/** In seconds: a pod that ends always has a grace period, so hooks run with 0 as well (kubelet, `pod_workers.go`). */
const leastGrace = 1;

/**
 * Everything that runs now is stopped: one task a container, all launched at this moment, which is T0 of the grace
 * arithmetic (kubelet: killContainersWithSyncResult). A second request for the end can only shorten what is left.
 */
export function beginTermination(turn: Turn, asked: TerminationRequest): void {
  const isShort = asked.atOnce || asked.afterwards === 'restartAll';
  const request = isShort ? asked : { ...asked, graceSeconds: Math.max(leastGrace, asked.graceSeconds) };
  const current = turn.state.termination;
  if (current) return alter(turn, current, request);
  const running = ordered(turn.state)
    .filter(isAlive)
    .map(({ name }) => name);
  const { isDeletion: _, ...termination } = request;
  patchPod(turn, { termination: { ...termination, startedAt: turn.now, running } });
  announce(turn, request);
  if (asked.afterwards === 'restartAll') return takeNext(turn);
  for (const name of running) takeDown(turn, name);
}

/** A second request: the end wins over a restart, and what is left of the grace period can only become less. */
function alter(turn: Turn, current: Termination, request: TerminationRequest): void {
  if (request.afterwards !== 'end') return;
  if (current.afterwards !== 'end') {
    const { reason, afterwards, verdict } = request;
    patchPod(turn, { termination: { ...current, reason, afterwards, ...(verdict ? { verdict } : {}) } });
    announce(turn, request);
  }
  shorten(turn, request.graceSeconds);
}

function announce(turn: Turn, { reason, graceSeconds, isDeletion }: TerminationRequest): void {
  const deleted = isDeletion && ({ deleted: true } as const);
  turn.events.push({ type: 'PodTerminating', reason, graceSeconds, ...deleted });
}

/** The pod cannot go on: what runs is stopped in order and the phase is `Failed`. */
export function failPod(turn: Turn, reason: string): void {
  const graceSeconds = turn.state.pod.terminationGracePeriodSeconds;
  beginTermination(turn, { reason, graceSeconds, afterwards: 'end', verdict: 'Failed' });
}

/**
 * A container that is on its way down already, for a reason of its own, keeps going; it gets no more time than the rest,
 * and neither does one that comes up late.
 */
function takeDown(turn: Turn, name: string): void {
  const { stepping, termination } = turn.state;
  const { atOnce, reason, startedAt, graceSeconds: whole, afterwards } = termination!;
  if (atOnce) return killNow(turn, name, reason);
  if (afterwards !== 'restartAll' && isHeld(stepping, { action: 'stop', container: name })) return;
  // Time that a person takes is nobody's grace period.
  const gone = stepping ? 0 : wholeSeconds(turn, turn.now - startedAt);
  const graceSeconds = Math.max(0, whole - gone);
  shortenStop(turn, name, graceSeconds);
  beginStop(turn, name, 'pod', reason, graceSeconds);
}

/**
 * A restart of all containers ends one after another: apps in list order, then init containers and sidecars in list order, each with its
 * stop signal and two seconds (kubelet 1.35, `SyncPod`, which kills with a grace period of 0).
 */
function takeNext(turn: Turn): void {
  const { pod, containers } = turn.state;
  const alive = [...pod.containers, ...pod.initContainers]
    .map(({ name }) => containers[name]!)
    .flatMap(({ name, instance }) =>
      instance.is === 'running' ? [{ name, isOnItsWay: !!instance.stop }] : [],
    );
  const [next] = alive;
  if (next && !alive.some(({ isOnItsWay }) => isOnItsWay)) takeDown(turn, next.name);
}

/** SIGKILL to all, at once: the second Ctrl-C. */
export function killPod(turn: Turn, reason: string): void {
  beginTermination(turn, { reason, graceSeconds: 0, afterwards: 'end', atOnce: true, isDeletion: true });
  patchPod(turn, { termination: { ...turn.state.termination!, atOnce: true } });
  for (const { name } of ordered(turn.state)) killNow(turn, name, reason);
}

/** A start call that was under way when the pod, or this container alone, was to be stopped has come through; or it is the next one’s turn. */
export function lateStartPass(turn: Turn): void {
  const { termination, pod } = turn.state;
  if (termination?.afterwards === 'restartAll') return takeNext(turn);
  for (const { name, instance, override } of ordered(turn.state)) {
    if (instance.is !== 'running' || instance.stop) continue;
    if (termination) takeDown(turn, name);
    else if (override === 'stopped')
      beginStop(turn, name, 'stopRequest', 'it was stopped on request', pod.terminationGracePeriodSeconds);
  }
}

/** When nothing runs any more: the end, or a new beginning. */
export function aftermathPass(turn: Turn): void {
  const { termination } = turn.state;
  if (!termination || turn.state.finished) return;
  if (ordered(turn.state).some(isAlive)) return;
  if (termination.afterwards === 'end') return finish(turn);
  if (termination.afterwards === 'newSandbox' || turn.state.sandbox.status === 'lost')
    return replaceSandbox(turn);
  for (const container of ordered(turn.state)) renew(turn, container, container.instance.is === 'terminated');
  turn.state = {
    ...withoutKeys(turn.state, 'termination', 'firstFailure', 'captureRetry'),
    initialized: false,
  };
}

function finish(turn: Turn): void {
  const { phase, message } = finalPhase(turn.state);
  patchPod(turn, { finished: true, phase, ready: false });
  turn.events.push({ type: phase === 'Succeeded' ? 'PodSucceeded' : 'PodFailed', message });
}

/** Rules 83 to 85: with a new sandbox everything starts anew from the first init container. */
function replaceSandbox(turn: Turn): void {
  const { sandbox, pod } = turn.state;
  const containers = ordered(turn.state);
  const finishedMains = pod.containers.filter(({ name }) =>
    isFinishedMain(turn, turn.state.containers[name]!),
  );
  const nothingLeft = turn.state.initialized && finishedMains.length === pod.containers.length;
  const existed = containers.some((container) => container.everRan);
  if ((pod.restartPolicy === 'Never' && existed) || nothingLeft) return finish(turn);
  if (sandbox.id) turn.commands.push({ type: 'removeSandbox', attempt: sandbox.attempt, id: sandbox.id });
  for (const container of containers) if (!isFinishedMain(turn, container)) renew(turn, container, true);
  turn.state = {
    ...withoutKeys(turn.state, 'termination', 'firstFailure'),
    initialized: false,
    capture: turn.state.capture === 'none' ? 'none' : 'pending',
    sandbox: { status: 'absent', attempt: sandbox.attempt + 1 },
  };
}

/** `OnFailure`: an app container that has exited 0 is not run again. */
function isFinishedMain(turn: Turn, { name, instance }: ContainerState): boolean {
  const { pod } = turn.state;
  return (
    pod.restartPolicy === 'OnFailure' &&
    pod.containers.some((container) => container.name === name) &&
    instance.is === 'terminated' &&
    instance.exitCode === 0
  );
}

/** Forgets what a container has done in this sandbox; with `replaced` its instance is made anew. */
function renew(turn: Turn, container: ContainerState, replaced: boolean): void {
  const { name, attempt, instance, last } = container;
  const fresh = withoutKeys(container, 'notBefore', 'override');
  const anew: ContainerState =
    replaced && instance.is !== 'waiting'
      ? { ...fresh, attempt: attempt + 1, instance: { is: 'waiting' }, everRan: false, ...kept(instance) }
      : { ...fresh, everRan: false };
  if (replaced && last?.id)
    turn.commands.push({ type: 'discard', container: name, attempt: attempt - 1, id: last.id });
  if (replaced && instance.is === 'prepared')
    turn.commands.push({ type: 'discard', container: name, attempt, id: instance.id });
  patchPod(turn, { containers: { ...turn.state.containers, [name]: anew } });
}

function kept(instance: ContainerState['instance']): { last?: Terminated } {
  return instance.is === 'terminated' ? { last: instance } : {};
}
