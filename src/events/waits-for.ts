import type { ContainerView } from './container-view.ts';
import type { PodView } from './pod-view.ts';

/** What a pod waits for. */
export interface WaitsFor {
  /** One line: `sidecar proxy to start: startup probe: connection refused`. */
  readonly text: string;
  /** The container it is about, where it is about one. */
  readonly container?: string;
  /** RFC 3339; when it is over at the latest: a retry is due, or SIGKILL. */
  readonly until?: string;
}

/** What stands between a pod and its next state; undefined when nothing does. */
export function waitsFor(pod: PodView): WaitsFor | undefined {
  if (pod.removed) return undefined;
  if (pod.outcome) return { text: 'its removal' };
  if (pod.terminating) return waitsForTheEnd(pod) ?? { text: 'its end' };
  const pull = pod.pulls.find(({ state }) => state === 'pulling');
  if (pull) return { text: `image ${pull.image}` };
  if (pod.ip === undefined) return { text: 'its network' };
  if (pod.capture.state === 'failed' && !pod.initialized) return { text: 'capture, which failed' };
  for (const container of pod.containers) {
    const waits = waitsForContainer(container);
    if (waits) return { container: container.name, ...waits };
  }
  return undefined;
}

function waitsForContainer(container: ContainerView): WaitsFor | undefined {
  const { name, role, state, started, ready, lastTerminated } = container;
  const who = role === 'app' ? name : `${role === 'init' ? 'init container' : 'sidecar'} ${name}`;
  if (state.is === 'waiting') return waitsForStart(who, state, lastTerminated?.exitCode);
  if (state.is === 'terminated') return undefined;
  if (container.stop) return stopOf(container);
  if (role === 'init') return { text: `${who} to finish` };
  if (!started) return { text: `${who} to start${because(container, 'startup')}` };
  if (!ready) return { text: `${who} to be ready${because(container, 'readiness')}` };
  return undefined;
}

function waitsForStart(
  who: string,
  state: Extract<ContainerView['state'], { is: 'waiting' }>,
  exitCode: number | undefined,
): WaitsFor {
  const until = state.retryAt === undefined ? {} : { until: state.retryAt };
  switch (state.reason) {
    case 'CrashLoopBackOff':
      return {
        text: `${who} to be started again${exitCode === undefined ? '' : ` (exit ${exitCode})`}`,
        ...until,
      };
    case 'ContainerCreating':
    case 'PodInitializing':
      return { text: `${who} to be created`, ...until };
    default: {
      const message = state.message === undefined ? '' : `: ${state.message}`;
      return { text: `${who}: ${state.reason}${message}`, ...until };
    }
  }
}

function because({ probes, hooks }: ContainerView, probe: 'startup' | 'readiness'): string {
  if (probe === 'startup' && hooks.postStart?.state === 'running') return ': postStart hook';
  const last = probes[probe];
  return last && !last.ok ? `: ${probe} probe: ${last.message}` : '';
}

/** Apps first, then the sidecars in reverse: the first that was told to stop is the one whose turn it is. */
function waitsForTheEnd({ containers }: PodView): WaitsFor | undefined {
  const stopping = containers.filter(({ state, stop }) => state.is === 'running' && stop !== undefined);
  const turn = stopping.find(({ stop }) => stop?.signal !== undefined) ?? stopping[0];
  return turn && { container: turn.name, ...stopOf(turn) };
}

function stopOf({ name, stop, hooks }: ContainerView): WaitsFor {
  if (stop?.killed) return { text: `${name} to end (SIGKILL)` };
  if (hooks.preStop?.state === 'running') return { text: `the preStop hook of ${name}` };
  const until = killDue(stop);
  return {
    text: `${name} to end (${stop?.signal ?? 'stopping'})`,
    ...(until === undefined ? {} : { until }),
  };
}

/** When SIGKILL follows, RFC 3339; undefined when no signal was sent yet. */
export function killDue(stop: ContainerView['stop']): string | undefined {
  if (stop?.graceSeconds === undefined || stop.killed) return undefined;
  return new Date(Date.parse(stop.since) + stop.graceSeconds * 1000).toISOString();
}
