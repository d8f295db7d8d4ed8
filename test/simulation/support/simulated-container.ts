import type { Container } from '../../../src/pod/model.ts';
import type { EngineLogLine, ObservedContainer } from '../../../src/supervisor/ports.ts';
import type { Channel } from './channel.ts';
import { createChannel } from './channel.ts';
import type { LiveProcess } from './process.ts';
import { startProcess } from './process.ts';
import type { World } from './world.ts';

/** One container of the simulated engine, from its creation to its removal. */
export interface SimulatedContainer {
  readonly id: string;
  readonly spec: Container;
  readonly attempt: number;
  readonly specHash: string;
  readonly sandbox: string;
  readonly lines: Channel<EngineLogLine>;
  live?: LiveProcess;
  startedAt: number;
  terminationMessage?: string;
  exit?: { readonly exitCode: number; readonly finishedAt: number };
}

export function createSimulatedContainer(
  id: string,
  spec: Container,
  attempt: number,
  specHash: string,
  sandbox: string,
): SimulatedContainer {
  return { id, spec, attempt, specHash, sandbox, lines: createChannel(), startedAt: 0 };
}

/** Starts its process; `ended` is called once, when it has exited. */
export function startSimulated(container: SimulatedContainer, world: World, ended: () => void): void {
  const { clock, secondMs } = world;
  let counter = 0;
  container.startedAt = world.engineTime();
  container.live = startProcess(world.program(container.spec.name), {
    clock,
    secondMs,
    container: container.spec.name,
    image: container.spec.image,
    attempt: container.attempt,
    say: (line) => {
      counter += 1;
      container.lines.push({
        time: stamp(world.engineTime(), counter),
        stream: 'stdout',
        line,
        partial: false,
      });
    },
    leaveMessage: (text) => {
      container.terminationMessage = text;
    },
    ended: (exitCode) => {
      container.exit = { exitCode, finishedAt: world.engineTime() };
      container.lines.close();
      ended();
    },
  });
}

export function isRunning({ live, exit }: SimulatedContainer): boolean {
  return live !== undefined && exit === undefined;
}

export function observedOf(container: SimulatedContainer): ObservedContainer {
  const { id, spec, attempt, specHash, live, exit, startedAt } = container;
  const { name, role, image, stopSignal = 'SIGTERM' } = spec;
  const state: ObservedContainer['state'] = exit
    ? { is: 'exited', ...exit, oomKilled: false, startedAt }
    : live
      ? { is: 'running', pid: pidOf(id), startedAt }
      : { is: 'created' };
  return { id, name, role, attempt, specHash, image, stopSignal, state };
}

export function pidOf(id: string): number {
  return 1000 + Number(id.slice(1));
}

/** The engine's time of a line has nanoseconds; here they keep lines of one millisecond apart. */
function stamp(ms: number, counter: number): string {
  const nanoseconds = String(counter % 1_000_000).padStart(6, '0');
  return new Date(ms).toISOString().replace('Z', `${nanoseconds}Z`);
}
