import type { Gate } from '../../events/gate.ts';
import type { EventBody, WaitingReason } from '../../events/types.ts';
import { containerNamed } from '../../pod/containers.ts';
import { isReady, phaseOf, unready } from '../end/outcome.ts';
import { missingInWords, missingOfVolumes } from '../start/missing-data.ts';
import { startGate } from '../start/startup.ts';
import type { ContainerState, PodState } from '../state/state.ts';
import type { Turn } from '../state/turn.ts';
import { isPlainInit, ordered, patchContainer, patchPod, patchRunning } from '../state/turn.ts';

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
  readonly waitsFor: Gate;
  readonly message?: string;
  readonly retryAt?: number;
}

/** The waiting reason that Kubernetes would show, and what waits; undefined when the container is not waiting. */
function waitingOf(state: PodState, container: ContainerState, now: number): Waiting | undefined {
  const { instance, notBefore } = container;
  if (instance.is === 'running' || instance.is === 'terminated') return undefined;
  if (instance.is === 'unprepared') {
    const { reason, message, retryAt } = instance;
    return { reason, message, retryAt, waitsFor: { on: 'image' } };
  }
  const waitsFor = gateOf(state, container, now);
  const message = waitsFor.on === 'data' ? missingInWords(state.pod, container.name) : undefined;
  if (message !== undefined && missingOfVolumes(state.pod).length === 0)
    return { reason: 'CreateContainerConfigError', message, waitsFor };
  if (notBefore !== undefined && notBefore > now)
    return { reason: 'CrashLoopBackOff', retryAt: notBefore, waitsFor };
  const first = state.initialized || state.pod.initContainers[0]?.name === container.name;
  const reason = first ? 'ContainerCreating' : 'PodInitializing';
  return { reason, waitsFor, ...(message === undefined ? {} : { message }) };
}

function gateOf(state: PodState, container: ContainerState, now: number): Gate {
  const { instance } = container;
  if (instance.is === 'starting') return { on: 'start' };
  const gate = startGate(state, container, now);
  switch (gate.on) {
    case 'exit':
    case 'started':
    case 'startCall':
      return { on: gate.on, container: gate.container };
    case 'capture': {
      const after = state.capture === 'pending' ? state.pod.capture?.startAfter : undefined;
      return after === undefined ? { on: 'capture' } : { on: 'capture', container: after };
    }
    case 'step':
      return instance.is === 'prepared' ? { on: 'step' } : creationOf(instance);
    case 'none':
    case 'files':
    case 'termination':
      return creationOf(instance);
    default:
      return { on: gate.on };
  }
}

function creationOf(instance: ContainerState['instance']): Gate {
  return { on: instance.is === 'preparing' && instance.pulling !== undefined ? 'image' : 'creation' };
}

function announceWaiting(turn: Turn, container: ContainerState): void {
  const { name, attempt } = container;
  if (turn.state.termination) return;
  const waiting = waitingOf(turn.state, container, turn.now);
  const key = waiting
    ? JSON.stringify([attempt, waiting.reason, waiting.retryAt, waiting.waitsFor, waiting.message])
    : '';
  if (key === (container.announcedWaiting ?? '')) return;
  patchContainer(turn, name, { announcedWaiting: key });
  if (!waiting) return;
  const event: EventBody = {
    type: 'ContainerWaiting',
    container: name,
    attempt,
    reason: waiting.reason,
    waitsFor: waiting.waitsFor,
    ...(waiting.message === undefined ? {} : { message: waiting.message }),
    ...(waiting.retryAt === undefined ? {} : { retryInMs: waiting.retryAt - turn.now }),
  };
  turn.events.push(event);
}
