import type { Command } from '../lifecycle/commands.ts';
import { probeOf } from '../lifecycle/probes.ts';
import type { Settings } from '../lifecycle/settings.ts';
import { containerNamed } from '../pod/containers.ts';
import type { Handler, Pod } from '../pod/model.ts';
import type { Capturer } from './capturer.ts';
import { runHook, runProbe } from './handlers.ts';
import type { Report } from './loop.ts';
import type { Clock, Engine, SandboxAddress } from './ports.ts';
import { EngineError } from './ports.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { readonly type: T }>;

interface ExecutorPorts {
  readonly engine: Engine;
  readonly capturer: Capturer;
  readonly clock: Clock;
  readonly settings: Settings;
  /** The pod as it is wanted now. */
  readonly pod: () => Pod;
  readonly post: (report: Report) => void;
  readonly warn: (message: string) => void;
  /** Ends what only waits: pulls, probes, hooks. */
  readonly waiting: AbortSignal;
  /** Ends everything; what makes or removes something is otherwise seen through, so that nothing is left behind. */
  readonly signal: AbortSignal;
}

export interface Executor {
  execute(command: Command): void;
  /** An adopted sandbox: hooks, probes and environments need its address. */
  adopt(address: SandboxAddress): void;
  /** Settles when nothing is under way any more. */
  idle(): Promise<void>;
}

/**
 * Carries commands out through the engine, concurrently, and reports back as facts. It takes no decision: what goes wrong
 * is a fact like any other.
 */
export function createExecutor(ports: ExecutorPorts): Executor {
  const { engine, capturer, clock, settings, post, signal, waiting } = ports;
  const underWay = new Set<Promise<void>>();
  const chains = new Map<string, Promise<void>>();
  let tellAddress: (address: SandboxAddress) => void = () => {};
  let address = new Promise<SandboxAddress>((resolve) => {
    tellAddress = resolve;
  });

  /** A pod whose namespace never comes up, or was lost before it was taken over, has no address to wait for. */
  const reachableAt = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => reject(new Error('the pod has no address'));
      if (waiting.aborted) return giveUp();
      waiting.addEventListener('abort', giveUp, { once: true });
      void address.then(({ ip }) => {
        waiting.removeEventListener('abort', giveUp);
        resolve(ip);
      });
    });

  /** What runs inside the container needs no address. */
  const addressFor = ({ type }: Handler): Promise<string> =>
    type === 'exec' || type === 'sleep' ? Promise.resolve('') : reachableAt();

  const createSandbox = async ({ attempt }: CommandOf<'createSandbox'>): Promise<void> => {
    address = new Promise((resolve) => {
      tellAddress = resolve;
    });
    try {
      const { id } = await engine.createSandbox(attempt, signal);
      post({ type: 'sandboxCreated', attempt, id });
    } catch (error) {
      post({ type: 'sandboxFailed', attempt, message: messageOf(error) });
    }
  };

  const startSandbox = async ({ attempt, id }: CommandOf<'startSandbox'>): Promise<void> => {
    try {
      const reached = await engine.startSandbox(id, signal);
      tellAddress(reached);
      post({ type: 'sandboxReady', attempt, ...reached });
    } catch (error) {
      post({ type: 'sandboxFailed', attempt, message: messageOf(error) });
    }
  };

  const applyCapture = async ({ attempt }: CommandOf<'applyCapture'>): Promise<void> => {
    const result = await capturer.apply(ports.pod(), engine, waiting);
    if (result.ok) post({ type: 'captureApplied', attempt, ...result.applied });
    else post({ type: 'captureFailed', attempt, ...result.failed });
  };

  const removeCapture = async ({ attempt }: CommandOf<'removeCapture'>): Promise<void> => {
    const { problem, backend, mode } = await capturer.remove(ports.pod(), engine, waiting);
    if (problem !== undefined) ports.warn(`the capture rules could not be taken off whole: ${problem}`);
    post({ type: 'captureRemoved', attempt, backend, mode });
  };

  const prepare = async (command: CommandOf<'prepare'>): Promise<void> => {
    const { container: name, attempt, specHash } = command;
    const of = { container: name, attempt };
    const container = containerNamed(ports.pod(), name);
    const { image } = container;
    try {
      const { pulled } = await engine.ensureImage(
        container,
        () => post({ type: 'imagePulling', ...of, image }),
        waiting,
      );
      if (pulled) post({ type: 'imagePulled', ...of, image });
      const needsIP = container.env.some((variable) => 'podField' in variable);
      const podIP = needsIP ? { podIP: await reachableAt() } : {};
      const created = await engine.createContainer(
        { container, attempt, sandbox: command.sandbox, specHash, ...podIP },
        signal,
      );
      post({ type: 'prepared', ...of, specHash, ...created });
    } catch (error) {
      post({ type: 'prepareFailed', ...of, specHash, reason: reasonOf(error), message: messageOf(error) });
    }
  };

  const start = async ({ container, attempt, id }: CommandOf<'start'>): Promise<void> => {
    try {
      post({ type: 'running', container, attempt, ...(await engine.startContainer(id, signal)) });
    } catch (error) {
      post({ type: 'startFailed', container, attempt, message: messageOf(error) });
    }
  };

  const hook = async ({ container, attempt, id, hook }: CommandOf<'runHook'>): Promise<void> => {
    const spec = containerNamed(ports.pod(), container);
    const handler = hook === 'postStart' ? spec.postStart : spec.preStop;
    const ip = await addressFor(handler!);
    const result = await runHook(
      { engine, clock, settings, signal: waiting },
      { container: spec, id, ip },
      handler!,
    );
    post({ type: 'hookFinished', container, attempt, hook, ...result });
  };

  const probe = async ({ container, attempt, id, probe }: CommandOf<'probe'>): Promise<void> => {
    const spec = containerNamed(ports.pod(), container);
    const ip = await addressFor(probeOf(spec, probe)!.handler);
    const result = await runProbe(
      { engine, clock, settings, signal: waiting },
      { container: spec, id, ip },
      probe,
    );
    if (result.warning !== undefined) ports.warn(`${container}: ${result.warning}`);
    post({
      type: 'probed',
      container,
      attempt,
      probe,
      outcome: result.outcome,
      message: result.message,
    });
  };

  const sendSignal = async (command: CommandOf<'signal'>): Promise<void> => {
    try {
      await engine.signalContainer(command.id, command.signal, signal);
    } catch (error) {
      ports.warn(`could not send ${command.signal} to ${command.container}: ${messageOf(error)}`);
    }
  };

  const discard = async ({ id, container }: CommandOf<'discard'>): Promise<void> => {
    try {
      await engine.removeContainer(id, signal);
    } catch (error) {
      ports.warn(`could not remove an old instance of ${container}: ${messageOf(error)}`);
    }
  };

  const removeSandbox = async ({ id }: CommandOf<'removeSandbox'>): Promise<void> => {
    try {
      await engine.removeSandbox(id, signal);
    } catch (error) {
      ports.warn(`could not remove the old holder: ${messageOf(error)}`);
    }
  };

  /** A container's creation and removal share a name: they happen one after the other. */
  const inOrder = (name: string, work: () => Promise<void>): Promise<void> => {
    const next = (chains.get(name) ?? Promise.resolve()).then(work);
    chains.set(name, next);
    return next;
  };

  const carryOut = (command: Command): Promise<void> => {
    switch (command.type) {
      case 'createSandbox':
        return inOrder('', () => createSandbox(command));
      case 'startSandbox':
        return startSandbox(command);
      case 'removeSandbox':
        return inOrder('', () => removeSandbox(command));
      case 'applyCapture':
        return inOrder('capture', () => applyCapture(command));
      case 'removeCapture':
        return inOrder('capture', () => removeCapture(command));
      case 'prepare':
        return inOrder(command.container, () => prepare(command));
      case 'discard':
        return inOrder(command.container, () => discard(command));
      case 'start':
        return start(command);
      case 'runHook':
        return hook(command);
      case 'probe':
        return probe(command);
      case 'signal':
        return sendSignal(command);
    }
  };

  return {
    execute(command) {
      const work = carryOut(command)
        .catch((error: unknown) => {
          if (!waiting.aborted) ports.warn(`${command.type} failed: ${messageOf(error)}`);
        })
        .finally(() => underWay.delete(work));
      underWay.add(work);
    },
    adopt: (known) => tellAddress(known),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function reasonOf(error: unknown): 'ErrImagePull' | 'CreateContainerError' {
  const code = error instanceof EngineError ? error.code : undefined;
  return code === 'image-not-found' || code === 'image-pull-failed' ? 'ErrImagePull' : 'CreateContainerError';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
