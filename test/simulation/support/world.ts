import type { Notice } from '../../../src/supervisor/ports.ts';
import type { ManualClock } from './manual-clock.ts';
import type { Process, Program } from './process.ts';

/** What a command does that is run in a container: `finish` ends it, the death of its process does so as well. */
export type Command = (process: Process, finish: (exitCode: number, output?: string) => void) => void;

export type Operation =
  | 'createSandbox'
  | 'startSandbox'
  | 'pull'
  | 'create'
  | 'start'
  | 'signal'
  | 'remove'
  | 'exec'
  | 'notice';

/** Everything that a simulated engine cannot know by itself. */
export interface World {
  readonly clock: ManualClock;
  readonly secondMs: number;
  /** What the engine's own clock shows, in milliseconds since the epoch. */
  readonly engineTime: () => number;
  /** What runs in a container; by its name, for images have no content here. */
  readonly program: (container: string) => Program;
  /** What a command does, by its words joined with spaces. */
  readonly command: (words: string) => Command | undefined;
  readonly canPull: (image: string) => boolean;
  /** Whether an image is there already. */
  readonly has: (image: string) => boolean;
  /** How long an operation takes, in milliseconds. */
  readonly latency: (operation: Operation) => number;
  /** What truly happens, whatever is told of it. */
  readonly trace?: (entry: TraceEntry) => void;
  /** Bends what the engine tells: told twice, late, or not at all. Default: once. */
  readonly notices?: (notice: Notice) => readonly { readonly notice: Notice; readonly lateMs: number }[];
}

/** `asked`: the engine was asked to start it; `began` and `exited` are the process's own. */
export interface TraceEntry {
  readonly at: number;
  readonly what: 'asked' | 'began' | 'exited' | 'signalled';
  readonly container: string;
  readonly attempt: number;
  readonly exitCode?: number;
  readonly signal?: string;
}

/** Measured on a laptop with Docker 20.10. */
export const usualLatency: Readonly<Record<Operation, number>> = {
  createSandbox: 60,
  startSandbox: 400,
  pull: 800,
  create: 27,
  start: 400,
  signal: 5,
  remove: 30,
  exec: 60,
  notice: 5,
};
