import type { Command } from '../../lifecycle/state/commands.ts';
import { applyCapture, removeCapture } from './execute-capture.ts';
import { discard, prepare, sendSignal, start } from './execute-container.ts';
import { hook, probe } from './execute-handler.ts';
import { createSandbox, removeSandbox, startSandbox, updateFiles } from './execute-sandbox.ts';
import { type ExecutorContext, messageOf } from './executor-context.ts';

interface Executor {
  execute(command: Command): void;
  /** Settles when nothing is under way any more. */
  idle(): Promise<void>;
}

/**
 * Carries commands out through the engine, concurrently, and reports back as facts. It takes no decision: what goes wrong
 * is a fact like any other.
 */
export function createExecutor(context: ExecutorContext): Executor {
  const underWay = new Set<Promise<void>>();
  const inOrder = createChains();
  return {
    execute(command) {
      const work = carryOut(context, command, inOrder)
        .catch((error: unknown) => {
          if (!context.waiting.aborted) context.warn(`${command.type} failed: ${messageOf(error)}`);
        })
        .finally(() => underWay.delete(work));
      underWay.add(work);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

type InOrder = (name: string, work: () => Promise<void>) => Promise<void>;

/** Work under one name runs one after the other. Work that rejects does not keep the next from running. */
function createChains(): InOrder {
  const chains = new Map<string, Promise<void>>();
  return (name, work) => {
    const next = (chains.get(name) ?? Promise.resolve()).then(work);
    const settled = next
      .catch(() => {})
      .finally(() => {
        if (chains.get(name) === settled) chains.delete(name);
      });
    chains.set(name, settled);
    return next;
  };
}

/** A container's creation and removal share a name, as do those of the holder and of the rules. */
function carryOut(context: ExecutorContext, command: Command, inOrder: InOrder): Promise<void> {
  switch (command.type) {
    case 'createSandbox':
      return inOrder('sandbox', () => createSandbox(context, command));
    case 'startSandbox':
      return startSandbox(context, command);
    case 'removeSandbox':
      return inOrder('sandbox', () => removeSandbox(context, command));
    case 'updateFiles':
      return inOrder('sandbox', () => updateFiles(context, command));
    case 'applyCapture':
      return inOrder('capture', () => applyCapture(context, command));
    case 'removeCapture':
      return inOrder('capture', () => removeCapture(context, command));
    case 'prepare':
      return inOrder(`container ${command.container}`, () => prepare(context, command));
    case 'discard':
      return inOrder(`container ${command.container}`, () => discard(context, command));
    case 'start':
      return start(context, command);
    case 'runHook':
      return hook(context, command);
    case 'probe':
      return probe(context, command);
    case 'signal':
      return sendSignal(context, command);
  }
}
