import type { Command } from '../../lifecycle/state/commands.ts';
import type { Report } from '../../lifecycle/state/facts.ts';
import type { Settings } from '../../lifecycle/state/settings.ts';
import type { Pod } from '../../pod/model.ts';
import type { Capturer } from '../capture/capturer.ts';
import { type Clock, type Engine, EngineError } from '../ports.ts';
import type { ServiceRouter } from '../services/service-router.ts';
import type { PodAddress } from '../watch/pod-address.ts';

export type CommandOf<T extends Command['type']> = Extract<Command, { readonly type: T }>;

/** What carrying out a command needs of the world. */
export interface ExecutorContext {
  readonly engine: Engine;
  readonly capturer: Capturer;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly address: PodAddress;
  readonly services?: ServiceRouter;
  /** The pod as it is wanted now. */
  readonly pod: () => Pod;
  readonly post: (report: Report) => void;
  readonly warn: (message: string) => void;
  /** Ends what only waits: pulls, probes, hooks. */
  readonly waiting: AbortSignal;
  /** Ends everything; what makes or removes something is otherwise seen through, so that nothing is left behind. */
  readonly signal: AbortSignal;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What is wrong, and what to do where that is known: the pod ends with it, and nobody else has the error then. */
export function wordsOf(error: unknown): string {
  const hint = error instanceof EngineError ? error.hint : undefined;
  return hint === undefined ? messageOf(error) : `${messageOf(error)}. ${hint}`;
}

/** The engine gave no answer, so what was asked for may have been done or not. */
export function isOutOfReach(error: unknown): boolean {
  return error instanceof EngineError && (error.code === 'no-engine' || error.code === 'timeout');
}
