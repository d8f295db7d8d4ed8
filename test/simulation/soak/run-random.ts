import { allContainers } from '../../../src/pod/containers.ts';
import { trueTime } from '../support/manual-clock.ts';
import type { Simulation } from '../support/simulate.ts';
import { settled, simulate } from '../support/simulate.ts';
import type { TraceEntry } from '../support/world.ts';
import { usualLatency } from '../support/world.ts';
import { brokenRules } from './properties.ts';
import type { Mishap, RandomRun } from './random-pod.ts';

/** When somebody who wants the pod gone asked for it, and whether a crash may have lost a decision half way. */
export interface Circumstances {
  readonly run: RandomRun;
  readonly trace: readonly TraceEntry[];
  readonly crashes: readonly number[];
  readonly losses: readonly number[];
}

/** Lives through one random run; answers which rules were broken, in words. */
export async function liveThrough(run: RandomRun): Promise<readonly string[]> {
  const trace: TraceEntry[] = [];
  const crashes: number[] = [];
  const losses: number[] = [];
  let turn = 0;
  const simulation = simulate(run.pod, {
    world: {
      trace: (entry) => void trace.push(entry),
      latency: (operation) => usualLatency[operation] * run.slowness,
      notices(notice) {
        const { copies, lateMs } = run.notices[turn++ % run.notices.length]!;
        return Array.from({ length: copies }, (_, copy) => ({ notice, lateMs: lateMs * (copy + 1) }));
      },
    },
  });
  const begin = simulation.clock.monotonic();
  let deleted: number | undefined;
  for (const { at, act } of run.mishaps) {
    await advance(simulation, begin + at * 1000);
    if (simulation.state().finished) break;
    if (act.type === 'crash') crashes.push(trueTime(simulation.clock));
    if (act.type === 'loseHolder') losses.push(trueTime(simulation.clock));
    if (act.type === 'delete' || act.type === 'deleteAgain') deleted = act.grace;
    await befall(simulation, run, act, deleted);
  }
  await advance(simulation, begin + 100_000);
  if (!simulation.state().finished) simulation.deletePod(10);
  await advance(simulation, simulation.clock.monotonic() + 120_000);
  const ended = simulation.state().finished;
  if (!ended) return [`it does not end: ${JSON.stringify(simulation.state().containers)}`];
  await settled(simulation.clock, simulation.supervisor().ended);
  const broken = brokenRules(simulation.events, { run, trace, crashes, losses });
  await settled(simulation.clock, simulation.engine.removePod(new AbortController().signal));
  // What was asked for before the end may still come about: nothing of it may stay.
  await simulation.clock.run(10_000);
  const left = [...simulation.engine.containers.values()].map(
    ({ spec, attempt }) => `${spec.name}-${attempt}`,
  );
  return left.length > 0 ? [...broken, `left behind: ${left.join(' ')}`] : broken;
}

async function advance(simulation: Simulation, to: number): Promise<void> {
  const { clock } = simulation;
  if (to > clock.monotonic()) await clock.run(to - clock.monotonic(), () => simulation.state().finished);
}

async function befall(
  simulation: Simulation,
  { pod }: RandomRun,
  act: Mishap['act'],
  deleted: number | undefined,
): Promise<void> {
  const { engine, clock } = simulation;
  const nameOf = (index: number): string => pod.containers[index % pod.containers.length]!.name;
  switch (act.type) {
    case 'delete':
    case 'deleteAgain':
      return simulation.deletePod(act.grace);
    case 'kill':
      return simulation.post({ type: 'killPod', reason: 'at random' });
    case 'restartPod':
      return simulation.post({ type: 'restartPod' });
    case 'loseHolder':
      return simulation.loseHolder();
    case 'restart':
      return simulation.post({ type: 'restartContainer', container: nameOf(act.container) });
    case 'stop':
      return simulation.post({ type: 'stopContainer', container: nameOf(act.container) });
    case 'signal':
      return simulation.post({
        type: 'killContainer',
        container: nameOf(act.container),
        signal: act.signal,
      });
    case 'swap':
      return simulation.swapImage(nameOf(act.container), `demo:${Math.floor(clock.monotonic() % 1000)}`);
    case 'remove': {
      const instance = simulation.state().containers[nameOf(act.container)]?.instance;
      if (instance && 'id' in instance && instance.id) engine.removeBehindOurBack(instance.id);
      return;
    }
    case 'disconnect':
      engine.disconnect();
      await clock.run(act.seconds * 1000);
      return engine.reconnect();
    case 'crash':
      await simulation.killSupervisor();
      await clock.run(act.seconds * 1000);
      // What was under way when it died is over before another one looks.
      await clock.run(5000);
      await simulation.restore();
      // Whoever wanted the pod gone still does.
      if (deleted !== undefined) simulation.deletePod(deleted);
  }
}

export function namesOf(simulation: Simulation): readonly string[] {
  return allContainers(simulation.state().pod).map(({ name }) => name);
}
