import { isAlive } from '../end/order.ts';
import { decideRestart } from '../start/restart.ts';
import type { PeerContainer, PeerState } from '../state/peer.ts';
import type { ContainerState, PodState } from '../state/state.ts';

/** What other pods have to know of this one. */
export function peerOf(state: PodState): PeerState {
  const { pod, generation, containers, termination } = state;
  const all = Object.values(containers);
  const apps = pod.containers.map(({ name }) => name);
  return {
    pod: pod.name,
    made: state.made ?? '',
    generation,
    hasRun: apps.every((name) => containers[name]!.everRan),
    ready: state.ready && !termination && all.every(stays),
    alive: all.some(isAlive),
    ...overOf(state),
    containers: Object.fromEntries(all.map((one) => [one.name, containerOf(state, one)])),
    apps,
  };
}

function overOf({
  finished,
  phase,
  failedDependency,
  termination,
  failure,
}: PodState): Pick<PeerState, 'over'> {
  if (!finished || (phase !== 'Succeeded' && phase !== 'Failed')) return {};
  const message = failedDependency ?? failure ?? termination?.reason ?? 'it has ended';
  return { over: { phase, message } };
}

/** Whether an instance is the one that is wanted, and is not being stopped. */
function stays({ instance, specHash }: ContainerState): boolean {
  if (instance.is !== 'running') return true;
  return instance.stop === undefined && instance.specHash === specHash;
}

function containerOf(state: PodState, container: ContainerState): PeerContainer {
  const { instance, everRan } = container;
  const isOver = instance.is === 'terminated' && decideRestart(state, container, instance).action === 'none';
  const unhealthy = isOver ? undefined : unhealthyOf(container);
  return {
    hasRun: everRan,
    ready: instance.is === 'running' && instance.ready && !state.termination && stays(container),
    ...(isOver && { exitCode: instance.exitCode }),
    ...(unhealthy !== undefined && { unhealthy }),
  };
}

/** One whose startup probe has failed is killed and started again, and is unhealthy until a probe says otherwise. */
function unhealthyOf({ instance, last }: ContainerState): string | undefined {
  if (instance.is === 'running') {
    const failed = [instance.probes.startup, instance.probes.readiness].find(
      (probe) => probe?.verdict === 'failure',
    );
    if (failed) return failed.lastResult?.message ?? 'no answer';
    if (instance.ready) return undefined;
  }
  return last?.after === 'startupProbe' ? 'its startup probe had failed' : undefined;
}
