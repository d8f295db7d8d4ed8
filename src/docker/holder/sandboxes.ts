import { EngineError, type RunResult, type SandboxAddress, type Step } from '../../supervisor/ports.ts';
import type { Mountpoints } from '../objects/mounts.ts';
import { observe } from '../observe.ts';
import { openExec } from './open-exec.ts';
import { createRunner, type Runner } from './runner.ts';
import {
  createSandbox,
  inspectSandbox,
  mountpointsOf,
  type SandboxContext,
  type SandboxFacts,
  startHolder,
  writeMemoryVolumes,
} from './sandbox.ts';

/** Where the holder's image has the agent (images/holder/agent). */
export const agent = ['/usr/local/lib/outrider/agent'];

/** The pod's sandboxes, one after another, and what is known about the current one. */
export interface Sandboxes {
  readonly create: (attempt: number, signal: AbortSignal) => Promise<{ readonly id: string }>;
  readonly start: (id: string, signal: AbortSignal) => Promise<SandboxAddress>;
  readonly facts: (id: string, signal: AbortSignal) => Promise<SandboxFacts>;
  readonly mountpoints: (id: string, signal: AbortSignal) => Promise<Mountpoints>;
  readonly run: (step: Step, timeoutMs: number, signal: AbortSignal) => Promise<RunResult>;
  /** Closes the runner of one sandbox, or of whichever there is. */
  readonly forget: (id?: string) => void;
}

interface Current {
  readonly id: string;
  readonly runner: Runner;
  facts?: SandboxFacts;
  mountpoints?: Promise<Mountpoints>;
}

export function createSandboxes(context: SandboxContext, image: string): Sandboxes {
  let current: Current | undefined;

  function use(id: string): Current {
    if (current?.id === id) return current;
    current?.runner.close();
    const runner = createRunner(async (signal) => {
      const { socket } = await openExec(context.docker, id, { command: agent }, true, signal);
      return socket;
    });
    current = { id, runner };
    return current;
  }

  /** After a restart of our own process the sandbox is the engine's to tell. */
  async function running(signal: AbortSignal): Promise<Current> {
    if (current) return current;
    const { sandbox } = await observe(context.docker, context.owner.project, context.owner.pod, signal);
    if (!sandbox?.running) throw new EngineError('engine', 'the pod has no running holder');
    return use(sandbox.id);
  }

  return {
    create: async (attempt, signal) => {
      const { id } = await createSandbox(context, image, attempt, signal);
      use(id);
      return { id };
    },
    start: async (id, signal) => {
      const sandbox = use(id);
      await startHolder(context, id, signal);
      // Not waited for: whoever runs something first waits, or hears why it cannot be opened.
      sandbox.runner.open(signal).catch(() => {});
      const [facts] = await Promise.all([
        inspectSandbox(context, id, signal),
        writeMemoryVolumes(context, id, signal),
      ]);
      sandbox.facts = facts;
      return facts.address;
    },
    facts: async (id, signal) => (current?.id === id && current.facts) || inspectSandbox(context, id, signal),
    mountpoints: (id, signal) => {
      const sandbox = current;
      if (sandbox?.id !== id) return mountpointsOf(context, id, signal);
      if (sandbox.mountpoints !== undefined) return sandbox.mountpoints;
      const asked = mountpointsOf(context, id, signal);
      sandbox.mountpoints = asked;
      asked.catch(() => delete sandbox.mountpoints);
      return asked;
    },
    run: async (step, timeoutMs, signal) => (await running(signal)).runner.run(step, timeoutMs, signal),
    forget: (id) => {
      if (id !== undefined && current?.id !== id) return;
      current?.runner.close();
      current = undefined;
    },
  };
}
