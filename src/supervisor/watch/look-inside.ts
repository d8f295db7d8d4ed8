import { isDeepStrictEqual } from 'node:util';
import { listenersStep, parseListeners } from '../../capture/check/listeners.ts';
import type { EventBody, ListeningSocket } from '../../events/types.ts';
import type { PodState } from '../../lifecycle/state/state.ts';
import { allContainers } from '../../pod/containers.ts';
import type { Container, Pod } from '../../pod/model.ts';
import { selects } from '../../pod/service.ts';
import type { Loop } from '../loop.ts';
import type { Clock, Engine } from '../ports.ts';
import { runnerOver } from '../run-step.ts';

/** How often a pod is looked into: in the beginning soon, because a person waits, then seldom. Milliseconds. */
const every = { atFirst: 2_000, later: 5_000 };
/** So many looks are the beginning. */
const firstLooks = 10;
/** The clocks are compared at every so many looks. */
const clockEvery = 12;
/** Answers of the engine take a while, so that a smaller difference is none. */
const clocksAgreeMs = 2_500;
/** The share of its memory limit from which on a container is near it, and the one below which it is not any more. */
const memory = { high: 0.9, low: 0.8 };

interface LookPorts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly tell: (event: EventBody) => void;
  readonly signal: AbortSignal;
}

/**
 * Looks into a running pod for what no event tells: who listens on which port, how much memory is used, and what the
 * engine's clock shows. It tells what has changed. A look that fails is made again the next time.
 */
export function lookInside(loop: Pick<Loop, 'state'>, ports: LookPorts): void {
  const { clock, signal } = ports;
  const looks = [lookAtPorts(ports), lookAtMemory(ports), lookAtClock(ports)];
  let count = 0;
  let cancel = (): void => {};
  signal.addEventListener('abort', () => cancel(), { once: true });
  const schedule = (): void => {
    if (signal.aborted) return;
    const ms = count < firstLooks ? every.atFirst : every.later;
    cancel = clock.at(clock.monotonic() + ms, () => void look().finally(schedule));
  };
  const look = async (): Promise<void> => {
    const state = loop.state();
    if (state.sandbox.status !== 'ready' || state.termination || state.finished) return;
    const number = count++;
    await Promise.all(looks.map((one) => one(state, number).catch(() => {})));
  };
  schedule();
}

type Look = (state: PodState, number: number) => Promise<void>;

function lookAtPorts({ engine, tell, signal }: LookPorts): Look {
  let before: readonly ListeningSocket[] | undefined;
  return async ({ pod, containers }) => {
    const all = Object.values(containers);
    const runs = all.some(({ instance }) => instance.is === 'running');
    const restarts = all.some(({ attempt }) => attempt > 0);
    if (!runs || !(restarts || hasPorts(pod))) return;
    const { exitCode, stdout } = await runnerOver(engine, signal)(listenersStep);
    if (exitCode !== 0 || signal.aborted) return;
    const listeners = [...parseListeners(stdout)].sort(inOrder);
    if (isDeepStrictEqual(listeners, before)) return;
    before = listeners;
    tell({ type: 'PortsListened', listeners });
  };
}

function inOrder(a: ListeningSocket, b: ListeningSocket): number {
  return a.port - b.port || a.address.localeCompare(b.address) || a.uid - b.uid;
}

/** Whether anything is said about ports that could be wrong. */
function hasPorts(pod: Pod): boolean {
  const asksPort = ({ startupProbe, livenessProbe, readinessProbe }: Container): boolean =>
    [startupProbe, livenessProbe, readinessProbe].some((probe) => probe && 'port' in probe.handler);
  const isCaptured = pod.capture !== undefined && pod.capture.mode !== 'NONE';
  const isServed = (pod.services ?? []).some(
    ({ namespace, selector }) => namespace === pod.namespace && selects(selector, pod.labels),
  );
  return isCaptured || isServed || allContainers(pod).some((one) => one.ports.length > 0 || asksPort(one));
}

function lookAtMemory({ engine, tell, signal }: LookPorts): Look {
  const high = new Set<string>();
  return async ({ pod, containers }) => {
    for (const { name, resources } of allContainers(pod)) {
      const { instance, attempt } = containers[name]!;
      if (resources.memoryBytes === undefined || instance.is !== 'running') continue;
      const used = await engine.usage?.(instance.id, signal);
      if (!used || used.limitBytes === 0 || signal.aborted) continue;
      const share = used.bytes / used.limitBytes;
      const wasHigh = high.has(instance.id);
      const isHigh = share >= (wasHigh ? memory.low : memory.high);
      if (isHigh === wasHigh) continue;
      if (isHigh) high.add(instance.id);
      else high.delete(instance.id);
      tell({ type: 'MemoryUsed', container: name, attempt, ...used, isHigh });
    }
  };
}

function lookAtClock({ engine, clock, tell, signal }: LookPorts): Look {
  let before = 0;
  return async (_state, number) => {
    if (number % clockEvery !== 0) return;
    const [asked, shown] = [clock.wall(), await engine.now(signal)];
    const difference = Math.round(shown - (asked + clock.wall()) / 2);
    const aheadMs = Math.abs(difference) < clocksAgreeMs ? 0 : difference;
    if (signal.aborted || Math.abs(aheadMs - before) < clocksAgreeMs) return;
    before = aheadMs;
    tell({ type: 'ClockCompared', aheadMs });
  };
}
