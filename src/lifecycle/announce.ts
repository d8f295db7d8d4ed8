import type { EventBody, WaitingReason } from '../events/types.ts';
import { containerNamed } from '../pod/containers.ts';
import { isReady, phaseOf, unready } from './outcome.ts';
import type { ContainerState, PodState } from './state.ts';
import type { Turn } from './turn.ts';
import { isPlainInit, ordered, patchContainer, patchPod, patchRunning } from './turn.ts';

/** `started`, `ready`, the pod's readiness and phase follow from the rest; each change is announced once. */
export function announcePass(turn: Turn): void {
  for (const { name } of ordered(turn.state)) announceContainer(turn, name);
  patchPod(turn, { phase: phaseOf(turn.state) });
  announceReadiness(turn);
}

function announceContainer(turn: Turn, name: string): void {
  announceStarted(turn, name);
  announceReady(turn, name);
  announceWaiting(turn, turn.state.containers[name]!);
}

/** KEP-753, API ContainerStatus.Started: the postStart hook is through and the startup probe has passed. */
function announceStarted(turn: Turn, name: string): void {
  const { instance, attempt } = turn.state.containers[name]!;
  if (instance.is !== 'running' || instance.started || instance.postStart === 'running') return;
  if (instance.stop) return;
  const { startupProbe } = containerNamed(turn.state.pod, name);
  if (startupProbe && instance.probes.startup?.verdict !== 'success') return;
  patchRunning(turn, name, { started: true });
  turn.events.push({ type: 'ContainerStarted', container: name, attempt });
}

function announceReady(turn: Turn, name: string): void {
  const container = turn.state.containers[name]!;
  const { instance, attempt } = container;
  if (instance.is !== 'running' || isPlainInit(turn.state, name)) return;
  const ready = isReady(container, containerNamed(turn.state.pod, name).readinessProbe !== undefined);
  if (ready === instance.ready) return;
  patchRunning(turn, name, { ready });
  const message = instance.probes.readiness?.lastResult?.message;
  if (ready) turn.events.push({ type: 'ContainerReady', container: name, attempt });
  else
    turn.events.push({
      type: 'ContainerNotReady',
      container: name,
      attempt,
      message: `readiness probe failed: ${message ?? 'no answer'}`,
    });
}

/** Conditions that something outside the pod would have to set (API PodReadinessGate); nothing does here. */
function openGates({ pod }: PodState): readonly string[] {
  return pod.readinessGates.map((condition) => `readiness gate ${condition}`);
}

function announceReadiness(turn: Turn): void {
  const missing = turn.state.initialized
    ? [...unready(turn.state), ...openGates(turn.state)]
    : ['initialization'];
  const ready = missing.length === 0;
  if (ready === turn.state.ready || turn.state.finished) return;
  patchPod(turn, { ready });
  turn.events.push(
    ready ? { type: 'PodReady' } : { type: 'PodNotReady', message: `not ready: ${missing.join(', ')}` },
  );
}

interface Waiting {
  readonly reason: WaitingReason;
  readonly message?: string;
  readonly retryAt?: number;
}

/** The waiting reason that Kubernetes would show; undefined when the container is not waiting. */
export function waitingOf(state: PodState, container: ContainerState, now: number): Waiting | undefined {
  const { instance, notBefore } = container;
  if (instance.is === 'running' || instance.is === 'terminated' || instance.is === 'starting')
    return undefined;
  if (instance.is === 'unprepared')
    return { reason: instance.reason, message: instance.message, retryAt: instance.retryAt };
  if (notBefore !== undefined && notBefore > now) return { reason: 'CrashLoopBackOff', retryAt: notBefore };
  const first = state.initialized || state.pod.initContainers[0]?.name === container.name;
  return { reason: first ? 'ContainerCreating' : 'PodInitializing' };
}

function announceWaiting(turn: Turn, container: ContainerState): void {
  const { name, attempt } = container;
  if (turn.state.termination) return;
  const waiting = waitingOf(turn.state, container, turn.now);
  const key = waiting ? `${attempt} ${waiting.reason} ${waiting.retryAt ?? ''}` : '';
  if (key === (container.announcedWaiting ?? '')) return;
  patchContainer(turn, name, { announcedWaiting: key });
  if (!waiting) return;
  const event: EventBody = {
    type: 'ContainerWaiting',
    container: name,
    attempt,
    reason: waiting.reason,
    ...(waiting.message === undefined ? {} : { message: waiting.message }),
    ...(waiting.retryAt === undefined ? {} : { retryInMs: waiting.retryAt - turn.now }),
  };
  turn.events.push(event);
}
