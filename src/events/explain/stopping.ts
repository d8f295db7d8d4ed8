import type { ContainerView, StopView } from '../container-view.ts';
import type { PodView } from '../pod-view.ts';
import type { Condition } from './explanation.ts';
import { duration, list, stepInBrief } from './phrases.ts';

/** Where a running container is on its way down; undefined when it is on none. */
export function describeStop(pod: PodView, container: ContainerView, now: number): Condition | undefined {
  const { stop, hooks, name } = container;
  if (!stop && !pod.terminating) return undefined;
  if (stop?.killed) {
    const words = `got SIGKILL ${duration(now - Date.parse(stop.since))} ago and is about to be gone`;
    return { words, brief: `${name} to end (SIGKILL)`, well: false, ...because(stop) };
  }
  if (stop?.signal !== undefined) return signalled(name, stop, now);
  const until = endOfGrace(pod);
  if (stop && hooks.preStop?.state === 'running') {
    const since = duration(now - Date.parse(hooks.preStop.since));
    const left = until === undefined ? '' : `; it is left behind in ${duration(Date.parse(until) - now)}`;
    const words = `runs its preStop hook since ${since}${left}`;
    return { words, brief: `the preStop hook of ${name}`, well: false, ...dueAt(until), ...because(stop) };
  }
  const { step } = pod;
  if (step?.action === 'stop' && step.container === name)
    return {
      words: 'waits for a person to let it stop, as the run goes step by step',
      brief: stepInBrief(step),
      well: true,
    };
  return turn(pod, container, pod.stepwise ? undefined : until, now);
}

function signalled(name: string, stop: StopView, now: number): Condition {
  const until = killDue(stop);
  const kill = until === undefined ? '' : `; SIGKILL in ${duration(Date.parse(until) - now)}`;
  const ago = duration(now - Date.parse(stop.since));
  return {
    words: `got ${stop.signal} ${ago} ago and has not ended${kill}`,
    brief: `${name} to end (${stop.signal})`,
    well: false,
    ...dueAt(until),
    ...because(stop),
  };
}

function turn(pod: PodView, container: ContainerView, until: string | undefined, now: number): Condition {
  const others = goBefore(pod, container);
  const has = others.length === 1 ? 'has' : 'have';
  const latest = until === undefined ? '' : `, or in ${duration(Date.parse(until) - now)} at the latest`;
  return {
    words: `gets its stop signal when ${list(others)} ${has} ended${latest}`,
    brief: `${container.name} to end (stopping)`,
    well: false,
    ...dueAt(until),
  };
}

/** Who ends before a sidecar gets its signal: app containers and later sidecars (kubelet: TerminationOrdering). */
export function goBefore({ containers }: PodView, { name, role }: ContainerView): readonly string[] {
  if (role !== 'sidecar') return [];
  return containers
    .slice(containers.findIndex((one) => one.name === name) + 1)
    .filter((one) => one.role !== 'init' && one.state.is === 'running')
    .map((one) => one.name);
}

/** When SIGKILL follows, RFC 3339; undefined when no signal was sent yet. */
export function killDue(stop: StopView | undefined): string | undefined {
  if (stop?.graceSeconds === undefined || stop.killed) return undefined;
  return later(stop.since, stop.graceSeconds);
}

/** When the grace period of the pod is over, RFC 3339; undefined when it is not being terminated. */
export function endOfGrace({ terminating }: PodView): string | undefined {
  return terminating && later(terminating.since, terminating.graceSeconds);
}

function later(since: string, seconds: number): string {
  return new Date(Date.parse(since) + seconds * 1000).toISOString();
}

function dueAt(until: string | undefined): { readonly until?: string } {
  return until === undefined ? {} : { until };
}

function because({ cause }: StopView): { readonly details?: readonly string[] } {
  return cause === undefined ? {} : { details: [`it is stopped because ${cause}`] };
}
