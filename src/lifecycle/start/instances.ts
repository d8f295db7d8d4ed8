import { containerNamed } from '../../pod/containers.ts';
import { beginTermination, failPod } from '../end/termination.ts';
import type { ContainerState, Exit, Running, Terminated } from '../state/state.ts';
import type { Turn } from '../state/turn.ts';
import { forget, isMain, ordered, patchContainer, patchPod, setInstance } from '../state/turn.ts';
import { failForAwaited, whyExitFails } from './awaited.ts';
import { advance, dueAt, retryAt } from './backoff.ts';
import { hintAtInit } from './hint-at-init.ts';
import { missingOfContainer } from './missing-data.ts';
import { decideRestart, type RestartDecision } from './restart.ts';
import { signalThatEnded } from './signal-that-ended.ts';
import { terminationReason } from './terminated.ts';

/** Asks for the image and the container of every instance that is wanted, ahead of its turn to start. */
export function preparePass(turn: Turn): void {
  const { sandbox, termination } = turn.state;
  if (termination || !sandbox.id || (sandbox.status !== 'created' && sandbox.status !== 'ready')) return;
  for (const container of ordered(turn.state)) {
    const { instance } = container;
    if (missingOfContainer(turn.state.pod, container.name).length > 0) continue;
    if (instance.is === 'waiting') prepare(turn, container.name);
    if (instance.is === 'unprepared' && instance.retryAt <= turn.now) prepare(turn, container.name);
  }
}

export function prepare(turn: Turn, name: string): void {
  const container = turn.state.containers[name]!;
  const retry = container.instance.is === 'unprepared' ? { retry: container.instance.retry } : {};
  setInstance(turn, name, { is: 'preparing', specHash: container.specHash, ...retry });
  turn.commands.push({
    type: 'prepare',
    container: name,
    attempt: container.attempt,
    sandbox: turn.state.sandbox.id!,
    specHash: container.specHash,
  });
}

/** Image and creation errors are retried for ever, with the image back-off; the pod stays Pending (kubelet). */
export function prepareFailed(
  turn: Turn,
  name: string,
  reason: 'ErrImagePull' | 'CreateContainerError',
  message: string,
): void {
  const { instance } = turn.state.containers[name]!;
  if (instance.is !== 'preparing') return;
  const { imageBackoff } = turn.settings;
  const retry = advance(instance.retry, turn.now, turn.now, imageBackoff, turn.settings);
  setInstance(turn, name, {
    is: 'unprepared',
    specHash: instance.specHash,
    reason: reason === 'ErrImagePull' && instance.retry ? 'ImagePullBackOff' : reason,
    message,
    retry,
    retryAt: retryAt(retry, turn.now, imageBackoff, turn.settings),
  });
}

export function began(turn: Turn, name: string, pid: number, hasPostStart: boolean): void {
  const container = turn.state.containers[name]!;
  const { instance } = container;
  if (instance.is !== 'starting') return;
  const { id, stopSignal, specHash } = instance;
  const running: Running = {
    is: 'running',
    id,
    stopSignal,
    specHash,
    pid,
    startedAt: turn.now,
    postStart: hasPostStart ? 'running' : 'none',
    started: false,
    ready: false,
    probes: {},
  };
  patchContainer(turn, name, { instance: running, everRan: true });
  turn.events.push({
    type: 'ContainerRunning',
    container: name,
    attempt: container.attempt,
    id: instance.id,
    pid,
  });
  if (hasPostStart) {
    turn.events.push({ type: 'HookStarted', container: name, attempt: container.attempt, hook: 'postStart' });
    turn.commands.push({
      type: 'runHook',
      container: name,
      attempt: container.attempt,
      id: instance.id,
      hook: 'postStart',
    });
  }
  if (instance.exitedEarly) ended(turn, name, instance.exitedEarly);
}

/** An instance has ended, by itself or by a signal. */
export function ended(turn: Turn, name: string, exit: Exit): void {
  const container = turn.state.containers[name]!;
  const { instance } = container;
  if (instance.is === 'starting' && !exit.startFailed) {
    setInstance(turn, name, { ...instance, exitedEarly: exit });
    return;
  }
  if (instance.is !== 'running' && instance.is !== 'starting') return;
  const { message } = exit;
  const restartsAll = turn.state.termination?.afterwards === 'restartAll';
  const reason = restartsAll ? 'RestartingAllContainers' : terminationReason(exit);
  const stop = instance.is === 'running' ? instance.stop : undefined;
  const signal = signalThatEnded(exit, instance, containerNamed(turn.state.pod, name).stopSignal);
  const terminated: Terminated = {
    is: 'terminated',
    id: instance.id,
    exitCode: exit.exitCode,
    reason,
    finishedAt: turn.now,
    ...(message === undefined ? {} : { message }),
    ...(stop ? { after: stop.cause } : {}),
  };
  setInstance(turn, name, terminated);
  patchContainer(turn, name, { everRan: true });
  const decision = decideRestart(turn.state, container, terminated);
  turn.events.push({
    type: 'ContainerTerminated',
    container: name,
    attempt: container.attempt,
    exitCode: exit.exitCode,
    reason,
    ...(signal ? { signal } : {}),
    ...(message === undefined ? {} : { message }),
    ...(stop && stop.cause !== 'pod' ? { cause: stop.message } : {}),
    restart: { follows: restartsOf.includes(decision.action), rule: decision.reason },
  });
  hintAtInit(turn, container);
}

const restartsOf: readonly RestartDecision['action'][] = ['restart', 'restartNow', 'restartAll'];

/** Decides what follows each instance that has ended; see `decideRestart` for the rules. */
export function restartPass(turn: Turn): void {
  for (const { name } of ordered(turn.state)) {
    const container = turn.state.containers[name]!;
    if (container.instance.is !== 'terminated') continue;
    const awaited = whyExitFails(turn.state, container, container.instance);
    if (awaited !== undefined) return failForAwaited(turn, awaited);
    const { action, reason } = decideRestart(turn.state, container, container.instance);
    if (action === 'restart' || action === 'restartNow') nextInstance(turn, name, action === 'restartNow');
    else if (action === 'restartAll')
      return beginTermination(turn, {
        reason: `${name}: ${reason}`,
        graceSeconds: 0,
        afterwards: 'restartAll',
      });
    else if (action === 'failPod') return failPod(turn, initFailure(name, container.instance));
    else noteFailure(turn, container, container.instance);
  }
}

function noteFailure(turn: Turn, { name }: ContainerState, { exitCode }: Terminated): void {
  if (exitCode === 0 || turn.state.firstFailure || !isMain(turn.state, name)) return;
  patchPod(turn, { firstFailure: { container: name, exitCode } });
}

function initFailure(name: string, { exitCode }: Terminated): string {
  return `init container ${name} failed with exit code ${exitCode}`;
}

/** A restart is a new container with a fresh file system; the instance that just ended is kept for `logs --previous`. */
export function nextInstance(turn: Turn, name: string, now: boolean): void {
  const container = turn.state.containers[name]!;
  const { instance, last, attempt } = container;
  if (instance.is !== 'terminated') return;
  if (last?.id) turn.commands.push({ type: 'discard', container: name, attempt: attempt - 1, id: last.id });
  const due = now ? instance.finishedAt : dueAt(container, instance, turn.settings);
  if (instance.after === 'spec') forget(turn, name, 'backoff');
  patchContainer(turn, name, {
    attempt: attempt + 1,
    last: instance,
    instance: { is: 'waiting' },
    notBefore: due,
  });
}
