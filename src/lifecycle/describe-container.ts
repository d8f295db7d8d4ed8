import { containerNamed } from '../pod/containers.ts';
import { describeStop } from './describe-stop.ts';
import { duration, ending, probeAnswer } from './phrases.ts';
import { decideRestart } from './restart.ts';
import type { Settings } from './settings.ts';
import type { Gate } from './startup.ts';
import { startGate } from './startup.ts';
import type { ContainerState, PodState, ProbeState, Running } from './state.ts';

/** What one container does or waits for. */
export interface Condition {
  /** The sentence's predicate: `runs`, `waits for …`. */
  readonly words: string;
  /** Whether it is as it should be. */
  readonly well: boolean;
  /** Who must move first. */
  readonly heldBy?: string;
  readonly nextAt?: number;
  readonly details?: readonly string[];
}

export function describeContainer(
  state: PodState,
  container: ContainerState,
  now: number,
  settings: Settings,
): Condition {
  const { instance } = container;
  switch (instance.is) {
    case 'running':
      return describeRunning(state, container, instance, now, settings);
    case 'terminated': {
      const { reason } = decideRestart(state, container, instance);
      return { words: `${ending(instance)}, and stays so: ${reason}`, well: instance.exitCode === 0 };
    }
    case 'starting':
      return { words: 'is being started', well: true };
    case 'unprepared': {
      const what = instance.reason === 'CreateContainerError' ? 'cannot be created' : 'has no image';
      const next = `next try in ${duration(instance.retryAt - now, settings)}`;
      return {
        words: `${what} (${instance.reason}): ${instance.message}; ${next}`,
        well: false,
        nextAt: instance.retryAt,
      };
    }
    default:
      return describeWaiting(state, container, now, settings);
  }
}

function describeWaiting(
  state: PodState,
  container: ContainerState,
  now: number,
  settings: Settings,
): Condition {
  const gate = startGate(state, container, now);
  const { instance } = container;
  if (gate.on !== 'none') return held(state, container, gate, now, settings);
  if (instance.is === 'preparing' && instance.pulling !== undefined)
    return { words: `waits for its image ${instance.pulling}, which is being pulled`, well: true };
  return { words: 'is being created', well: true };
}

function held(
  state: PodState,
  { attempt, last, name }: ContainerState,
  gate: Exclude<Gate, { on: 'none' }>,
  now: number,
  settings: Settings,
): Condition {
  switch (gate.on) {
    case 'sandbox':
      return { words: "waits for the pod's network namespace", well: true };
    case 'capture':
      return captureGate(state);
    case 'exit':
      return {
        words: `waits for init container ${gate.container} to finish`,
        well: true,
        heldBy: gate.container,
      };
    case 'started':
      return { words: `waits for sidecar ${gate.container} to start`, well: true, heldBy: gate.container };
    case 'startCall':
      return { words: `waits for the start of ${gate.container}`, well: true, heldBy: gate.container };
    case 'backoff': {
      const words = last ? `${ending(last)} ${times(attempt)}` : 'failed';
      const next = `next start in ${duration(gate.until - now, settings)} (CrashLoopBackOff)`;
      return { words: `${words}; ${next}`, well: false, nextAt: gate.until };
    }
    case 'request':
      return { words: `was stopped on request; \`outrider restart ${name}\` starts it again`, well: true };
    case 'termination':
      return { words: 'does not start any more: the pod is being terminated', well: true };
  }
}

function captureGate({ pod, capture }: PodState): Condition {
  const after = pod.capture?.startAfter;
  if (capture === 'pending' && after !== undefined)
    return { words: `waits for traffic capture, which begins after ${after}`, well: true, heldBy: after };
  return { words: 'waits for traffic capture to be on', well: true };
}

function times(attempt: number): string {
  return attempt === 1 ? 'once' : `${attempt} times`;
}

function describeRunning(
  state: PodState,
  { name }: ContainerState,
  instance: Running,
  now: number,
  settings: Settings,
): Condition {
  const spec = containerNamed(state.pod, name);
  if (instance.stop) {
    const { words, until } = describeStop(state, name, instance, instance.stop, now, settings);
    const next = until === undefined ? {} : { nextAt: until };
    return { words, well: false, details: [`it is stopped because ${instance.stop.message}`], ...next };
  }
  if (instance.postStart === 'running') return { words: 'runs its postStart hook', well: true };
  const { startup, liveness, readiness } = instance.probes;
  const { startupProbe, livenessProbe, readinessProbe } = spec;
  if (!instance.started && startupProbe)
    return probing('startup', startup, startupProbe.failureThreshold, now, settings);
  const alarm = (liveness?.failures ?? 0) > 0 && livenessProbe;
  if (alarm) return probing('liveness', liveness, livenessProbe.failureThreshold, now, settings);
  if (!instance.ready && readinessProbe)
    return probing('readiness', readiness, readinessProbe.failureThreshold, now, settings);
  return { words: `runs since ${duration(now - instance.startedAt, settings)}`, well: true };
}

function probing(
  kind: 'startup' | 'liveness' | 'readiness',
  probe: ProbeState | undefined,
  failureThreshold: number,
  now: number,
  settings: Settings,
): Condition {
  const due = probe && Math.min(probe.dueAt, probe.peekAt ?? probe.dueAt);
  const next = due === undefined ? '' : `; next try in ${duration(due - now, settings)}`;
  const lack = { startup: 'has not started', liveness: 'is not well', readiness: 'is not ready' }[kind];
  return {
    words: `runs but ${lack}: its ${kind} probe ${probeAnswer(probe, failureThreshold)}${next}`,
    well: false,
    ...(due === undefined ? {} : { nextAt: due }),
  };
}
