import { finalPhase } from './outcome.ts';
import type { Aftermath, ContainerState, Terminated } from './state.ts';
import { beginStop, killNow } from './stopping.ts';
import type { Turn } from './turn.ts';
import { ordered, patchContainer, patchPod, wholeSeconds, withoutKeys } from './turn.ts';

interface TerminationRequest {
  readonly reason: string;
  readonly graceSeconds: number;
  readonly afterwards: Aftermath;
  readonly verdict?: 'Failed';
}

/**
 * Everything that runs now is stopped: one task a container, all launched at this moment, which is T0 of the grace
 * arithmetic (kubelet: killContainersWithSyncResult). A second request for the end can only shorten what is left.
 */
export function beginTermination(turn: Turn, request: TerminationRequest): void {
  const current = turn.state.termination;
  if (current && (current.afterwards === 'end' || request.afterwards !== 'end')) {
    if (request.afterwards === 'end') shorten(turn, request.graceSeconds);
    return;
  }
  const running = ordered(turn.state).filter(({ instance }) => instance.is === 'running');
  patchPod(turn, {
    termination: { ...request, startedAt: turn.now, running: running.map(({ name }) => name) },
  });
  turn.events.push({
    type: 'PodTerminating',
    reason: request.reason,
    graceSeconds: request.graceSeconds,
  });
  for (const { name } of running) takeDown(turn, name, request.afterwards === 'restartAll');
}

/** The pod cannot go on: what runs is stopped in order and the phase is `Failed`. */
export function failPod(turn: Turn, reason: string): void {
  const graceSeconds = turn.state.pod.terminationGracePeriodSeconds;
  beginTermination(turn, { reason, graceSeconds, afterwards: 'end', verdict: 'Failed' });
}

function takeDown(turn: Turn, name: string, atOnce: boolean): void {
  const { termination } = turn.state;
  if (atOnce) killNow(turn, name, 'every container of the pod is restarted');
  else beginStop(turn, name, 'pod', termination!.reason, termination!.graceSeconds);
}

/** Shortens what is left of the grace period; it is never lengthened (KEP-4438's re-delete cases). */
function shorten(turn: Turn, graceSeconds: number): void {
  const termination = turn.state.termination!;
  const passed = wholeSeconds(turn, turn.now - termination.startedAt);
  const total = passed + graceSeconds;
  if (total >= termination.graceSeconds) return;
  patchPod(turn, { termination: { ...termination, graceSeconds: total } });
  const least = Math.max(graceSeconds, turn.settings.minimumGraceSeconds) * turn.settings.secondMs;
  for (const { name, instance } of ordered(turn.state)) {
    if (instance.is !== 'running' || !instance.stop) continue;
    const { stop } = instance;
    const stage =
      stop.stage.is === 'signalled'
        ? { ...stop.stage, killAt: Math.min(stop.stage.killAt, turn.now + least) }
        : stop.stage.is === 'turn'
          ? {
              ...stop.stage,
              left: Math.min(stop.stage.left, secondsSince(turn, stop.stage.from) + graceSeconds),
            }
          : stop.stage;
    const grace = Math.min(stop.graceSeconds, secondsSince(turn, stop.since) + graceSeconds);
    patchContainer(turn, name, { instance: { ...instance, stop: { ...stop, graceSeconds: grace, stage } } });
  }
}

function secondsSince(turn: Turn, at: number): number {
  return wholeSeconds(turn, turn.now - at);
}

/** SIGKILL to all, at once: the second Ctrl-C. */
export function killPod(turn: Turn, reason: string): void {
  beginTermination(turn, { reason, graceSeconds: 0, afterwards: 'end' });
  for (const { name } of ordered(turn.state)) killNow(turn, name, reason);
}

/** A start call that was under way when the pod began to end has come through: down with it. */
export function lateStartPass(turn: Turn): void {
  const { termination } = turn.state;
  if (!termination) return;
  for (const { name, instance } of ordered(turn.state))
    if (instance.is === 'running' && !instance.stop)
      takeDown(turn, name, termination.afterwards === 'restartAll');
}

/** When nothing runs any more: the end, or a new beginning. */
export function aftermathPass(turn: Turn): void {
  const { termination } = turn.state;
  if (!termination || turn.state.finished) return;
  if (ordered(turn.state).some(({ instance }) => instance.is === 'running' || instance.is === 'starting'))
    return;
  if (termination.afterwards === 'end') return finish(turn);
  if (termination.afterwards === 'newSandbox') return replaceSandbox(turn);
  for (const container of ordered(turn.state)) renew(turn, container, container.instance.is === 'terminated');
  turn.state = { ...withoutKeys(turn.state, 'termination'), initialized: false };
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
    ...withoutKeys(turn.state, 'termination'),
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
  const anew: ContainerState = replaced
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
