import type { Engine, Notice, RunIdentity } from '../../../src/supervisor/ports.ts';
import { EngineError } from '../../../src/supervisor/ports.ts';
import { createChannel } from './channel.ts';
import { trueTime } from './manual-clock.ts';
import { result, runTool, timedOut } from './namespace.ts';
import type { SimulatedContainer } from './simulated-container.ts';
import {
  createSimulatedContainer,
  isRunning,
  observedOf,
  pidOf,
  startSimulated,
} from './simulated-container.ts';
import type { Holder, Sandbox } from './simulated-sandbox.ts';
import { address, simulateSandbox, someRun } from './simulated-sandbox.ts';
import { timing } from './timing.ts';
import type { TraceEntry, World } from './world.ts';

export interface SimulatedEngine extends Engine {
  /** What exists now; for checks, and for harm from outside. */
  readonly containers: ReadonlyMap<string, SimulatedContainer>;
  holder(): Holder | undefined;
  /** The holder dies: the pod's network namespace is lost. */
  loseHolder(message: string): void;
  /** Somebody removes a container behind our back. */
  removeBehindOurBack(id: string): void;
  /** The same engine as another run sees it: with a name of its own, and without the lock. */
  as(identity: RunIdentity): Engine & Pick<Sandbox, 'hearHeld'>;
  /** The process that has the lock ends without letting go of anything: its connection is closed. */
  dropLock(): void;
  /** What happens until `reconnect` is told to nobody. */
  disconnect(): void;
  reconnect(): void;
}

/** A Docker Engine in virtual time, as far as one pod can see. */
export function createSimulatedEngine(world: World): SimulatedEngine {
  const { clock } = world;
  const { wait, answer, until } = timing(world);
  const containers = new Map<string, SimulatedContainer>();
  const watchers = new Set<(notice: Notice) => void>();
  const pulled = new Set<string>();
  let holder: Holder | undefined;
  let numbers = 0;
  let connected = true;

  const nextId = (): string => `c${++numbers}`;
  const tell = (notice: Notice): void => {
    const told = world.notices?.(notice) ?? [{ notice, lateMs: world.latency('notice') }];
    for (const { notice: each, lateMs } of told)
      clock.at(clock.monotonic() + lateMs, () => {
        if (connected) for (const push of watchers) push(each);
      });
  };
  const trace = (
    what: TraceEntry['what'],
    { spec, attempt }: SimulatedContainer,
    rest: Partial<TraceEntry> = {},
  ): void => world.trace?.({ at: trueTime(clock), what, container: spec.name, attempt, ...rest });
  const running = (): readonly SimulatedContainer[] => [...containers.values()].filter(isRunning);
  const remove = (container: SimulatedContainer): void => {
    container.live?.signal('SIGKILL');
    container.lines.close();
    if (containers.delete(container.id)) tell({ type: 'removed', id: container.id });
  };
  const start = (container: SimulatedContainer): void => {
    if (isRunning(container)) return;
    trace('began', container);
    startSimulated(container, world, () => {
      const { exitCode } = container.exit!;
      trace('exited', container, { exitCode });
      tell({ type: 'exited', id: container.id, exitCode, oomKilled: false });
    });
  };

  const sandboxOf = (identity: RunIdentity): Sandbox =>
    simulateSandbox(identity, world, {
      nextId,
      holder: () => holder,
      replace: (next) => {
        holder = next;
      },
    });

  const shared = {
    async connectSandbox(id) {
      return holder?.id === id && holder.running ? { address, mended: false } : undefined;
    },
    async removeSandbox(id, signal) {
      await wait('remove', signal);
      if (holder?.id === id) holder = undefined;
    },
    async ensureImage({ image }, onPull, signal) {
      if (world.has(image) || pulled.has(image)) return { pulled: false };
      onPull(`pulling ${image}`);
      await wait('pull', signal);
      if (!world.canPull(image)) throw new EngineError('image-not-found', `there is no image ${image}`);
      pulled.add(image);
      return { pulled: true };
    },
    imageFiles: async (_image, paths) => paths.map(() => undefined),
    async createContainer({ container, attempt, specHash, sandbox }, signal) {
      await wait('create', signal);
      if (holder?.id !== sandbox) throw new EngineError('engine', `no such holder: ${sandbox}`);
      const taken = [...containers.values()].some(
        (other) => other.spec.name === container.name && other.attempt === attempt,
      );
      if (taken) throw new EngineError('name-conflict', `${container.name}-${attempt} exists already`);
      const made = createSimulatedContainer(nextId(), container, attempt, specHash, sandbox);
      containers.set(made.id, made);
      return answer({ id: made.id, stopSignal: container.stopSignal ?? 'SIGTERM' }, signal);
    },
    async startContainer(id, signal) {
      const container = containers.get(id);
      if (container) trace('asked', container);
      await wait('start', signal);
      if (!container || !containers.has(id))
        throw new EngineError('start-failed', `no such container: ${id}`);
      if (container.spec.command?.[0] === '/nowhere')
        throw new EngineError('start-failed', 'exec: "/nowhere": no such file or directory');
      if (!holder?.running) throw new EngineError('start-failed', 'the holder does not run');
      start(container);
      return answer({ pid: pidOf(id) }, signal);
    },
    async signalContainer(id, name, signal) {
      await wait('signal', signal);
      const container = containers.get(id);
      if (container && isRunning(container)) trace('signalled', container, { signal: name });
      if (!container || !isRunning(container)) return 'ended';
      container.live?.signal(name);
      return 'sent';
    },
    async removeContainer(id, signal) {
      await wait('remove', signal);
      const container = containers.get(id);
      if (container) remove(container);
    },
    async exec(id, command, timeoutMs, signal) {
      await wait('exec', signal);
      const live = containers.get(id)?.live;
      if (!live?.alive()) return result(126, '', 'the container is not running');
      const run = world.command(command.join(' '));
      if (!run) return result(127, '', `${command[0]}: not found`);
      return until(
        (finish) => {
          live.onExit(() => finish(result(137, '', '')));
          run(live.process, (exitCode, output = '') => finish(result(exitCode, output, '')));
        },
        timeoutMs,
        () => timedOut(timeoutMs),
        signal,
      );
    },
    async inNamespace(step, timeoutMs, signal) {
      const { result: reply, seconds } = runTool(
        step,
        running().map(({ live }) => live!),
      );
      return until(
        (finish) => void clock.at(clock.monotonic() + seconds * world.secondMs, () => finish(reply)),
        timeoutMs,
        () => timedOut(timeoutMs),
        signal,
      );
    },
    async terminationLog(name) {
      const newest = [...containers.values()].findLast(({ spec }) => spec.name === name);
      return newest?.terminationMessage ?? '';
    },
    async *watch(signal) {
      const notices = createChannel<Notice>();
      watchers.add(notices.push);
      try {
        yield* notices.read(signal);
      } finally {
        watchers.delete(notices.push);
      }
    },
    async observe() {
      const observed = [...containers.values()].map(observedOf);
      if (!holder) return { containers: observed };
      const at = { ...holder };
      return {
        sandbox: holder.running ? { ...at, address } : at,
        containers: observed,
      };
    },
    now: () => Promise.resolve(world.engineTime()),
    async *logs(id, { since, follow }, signal) {
      const lines = containers.get(id)?.lines;
      if (!lines) return;
      if (!follow) lines.close();
      for await (const line of lines.read(signal)) if (since === undefined || line.time > since) yield line;
    },
    async updateFiles(_pod, signal) {
      await wait('remove', signal);
    },
    async removePod(signal) {
      await wait('remove', signal);
      for (const container of [...containers.values()]) remove(container);
      holder = undefined;
    },
    async removeSeen(seen, signal) {
      await wait('remove', signal);
      for (const { id } of seen.containers) {
        const container = containers.get(id);
        if (container) remove(container);
      }
      if (holder && holder.id === seen.sandbox?.id) holder = undefined;
    },
  } satisfies Omit<Engine, keyof Sandbox>;

  return {
    containers,
    holder: () => holder,
    loseHolder(message) {
      if (!holder?.running) return;
      holder.running = false;
      tell({ type: 'sandboxLost', id: holder.id, message });
    },
    removeBehindOurBack(id) {
      const container = containers.get(id);
      if (container) remove(container);
    },
    disconnect: () => {
      connected = false;
    },
    reconnect() {
      connected = true;
      for (const push of watchers) push({ type: 'reconnected' });
    },

    as: (identity) => ({ ...shared, ...sandboxOf(identity) }),
    dropLock() {
      if (holder) delete holder.lock;
    },
    ...shared,
    ...sandboxOf(someRun),
  };
}
