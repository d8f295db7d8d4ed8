import type { Pod } from '../../pod/model.ts';
import {
  EngineError,
  type LockResult,
  type RunIdentity,
  type RunResult,
  type SandboxAddress,
  type Step,
} from '../../supervisor/ports.ts';
import { issuedFiles } from '../objects/issued-files.ts';
import type { Mountpoints } from '../objects/mounts.ts';
import { observe } from '../observe.ts';
import { ownerOf, readIdentity, takeLock } from './lock.ts';
import { openExec } from './open-exec.ts';
import { createRunner, type Runner, type RunnerOptions } from './runner.ts';
import {
  createSandbox,
  inspectSandbox,
  mountpointsOf,
  type SandboxContext,
  type SandboxFacts,
  startHolder,
  writeMemoryVolumes,
} from './sandbox.ts';
import { updateFiles } from './update-files.ts';

/** Where the holder's image has the agent (images/holder/agent). */
export const agent = ['/usr/local/lib/outrider/agent'];

/** The pod's sandboxes, one after another, and what is known about the current one. */
export interface Sandboxes {
  readonly create: (attempt: number, signal: AbortSignal) => Promise<{ readonly id: string }>;
  readonly start: (id: string, signal: AbortSignal) => Promise<SandboxAddress>;
  /** See `Engine.updateFiles`. */
  readonly update: (pod: Pod, signal: AbortSignal) => Promise<void>;
  /** See `Engine.renewFiles`. */
  readonly renew: (signal: AbortSignal) => Promise<void>;
  readonly facts: (id: string, signal: AbortSignal) => Promise<SandboxFacts>;
  readonly mountpoints: (id: string, signal: AbortSignal) => Promise<Mountpoints>;
  readonly run: (step: Step, timeoutMs: number, signal: AbortSignal) => Promise<RunResult>;
  /** See `Engine.lock`. */
  readonly lock: (from: string | undefined, signal: AbortSignal) => Promise<LockResult>;
  readonly owner: (signal: AbortSignal) => Promise<RunIdentity | undefined>;
  readonly heldByOther: Promise<RunIdentity | undefined>;
  /** Closes the runner of one sandbox, or of whichever there is. */
  readonly forget: (id?: string) => void;
}

interface Current {
  readonly id: string;
  readonly runner: Runner;
  facts?: SandboxFacts;
  mountpoints?: Promise<Mountpoints>;
}

export interface SandboxesContext extends SandboxContext {
  /** Whether the engine itself mounts a part of a volume. */
  readonly mountsParts: boolean;
}

/** @param identity Says who takes locks; without one none is taken. */
export function createSandboxes(given: SandboxesContext, image: string, identity?: RunIdentity): Sandboxes {
  let context = given;
  let current: Current | undefined;
  let tellHeld!: (by: RunIdentity | undefined) => void;
  const heldByOther = new Promise<RunIdentity | undefined>((resolve) => {
    tellHeld = resolve;
  });
  const locks: RunnerOptions = {
    onHeld: (record) => tellHeld(readIdentity(record)),
    ...(identity && { claim: { run: identity.run, record: JSON.stringify(identity) } }),
  };

  function use(id: string): Current {
    if (current?.id === id) return current;
    current?.runner.close();
    const runner = createRunner(async (signal) => {
      const { socket } = await openExec(context.docker, id, { command: agent }, true, signal);
      return socket;
    }, locks);
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

  async function openAndLock(runner: Runner, signal: AbortSignal): Promise<void> {
    try {
      if (!identity) return await runner.open(signal);
      const answer = await runner.lock(undefined, signal);
      if (answer.is === 'held') tellHeld(readIdentity(answer.record));
    } catch {
      // The next command in the holder meets the same fault and reports it.
    }
  }

  function mountpoints(id: string, signal: AbortSignal): Promise<Mountpoints> {
    const sandbox = current;
    if (sandbox?.id !== id) return mountpointsOf(context, id, signal);
    if (sandbox.mountpoints !== undefined) return sandbox.mountpoints;
    const asked = mountpointsOf(context, id, signal);
    sandbox.mountpoints = asked;
    asked.catch(() => delete sandbox.mountpoints);
    return asked;
  }

  return {
    lock: async (from, signal) => {
      if (!identity) throw new EngineError('engine', 'a process without an identity locks nothing');
      return takeLock({ ...context, identity, runnerIn: (id) => use(id).runner }, from, signal);
    },
    owner: (signal) => ownerOf({ ...context, runnerIn: (id) => use(id).runner }, signal),
    heldByOther,
    create: async (attempt, signal) => {
      try {
        return await createSandbox(context, image, attempt, signal, (id) => {
          use(id);
          // Asked now, while the network is being made: the container that needs it reports what went wrong.
          if (!context.mountsParts) mountpoints(id, signal).catch(() => {});
        });
      } catch (error) {
        if (error instanceof EngineError && error.code === 'held') tellHeld(undefined);
        throw error;
      }
    },
    start: async (id, signal) => {
      const sandbox = use(id);
      const madeFor = given;
      await startHolder(context, id, signal);
      // Not waited for: what runs something first waits, or hears why it cannot be opened.
      void openAndLock(sandbox.runner, signal);
      const [facts] = await Promise.all([
        inspectSandbox(context, id, signal),
        writeMemoryVolumes(context, id, signal),
      ]);
      if (context !== madeFor) await updateFiles(context, id, sandbox.runner.run, signal);
      sandbox.facts = facts;
      return facts.address;
    },
    renew: async (signal) => {
      const { issuer, owner } = context;
      if (!issuer || !issuedFiles(owner.pod).some((one) => issuer.isDue(one, owner.pod))) return;
      const { id, runner } = await running(signal);
      await updateFiles(context, id, runner.run, signal);
    },
    update: async (pod, signal) => {
      context = { ...context, owner: { ...context.owner, pod } };
      const { sandbox } = await observe(context.docker, context.owner.project, pod, signal);
      // One that does not run yet gets them when it starts.
      if (sandbox?.running) await updateFiles(context, sandbox.id, use(sandbox.id).runner.run, signal);
    },
    facts: async (id, signal) => (current?.id === id && current.facts) || inspectSandbox(context, id, signal),
    mountpoints,
    run: async (step, timeoutMs, signal) => (await running(signal)).runner.run(step, timeoutMs, signal),
    forget: (id) => {
      if (id !== undefined && current?.id !== id) return;
      current?.runner.close();
      current = undefined;
    },
  };
}
