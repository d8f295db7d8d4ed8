import { compareLevels } from '../../logs/line/level.ts';
import { millisecondsOf, type PageBatch } from './batch.ts';
import { createHistory, type History } from './history.ts';
import { createLogScan, type LogScan } from './log-scan.ts';
import { createLogStore, type LogStore } from './log-store.ts';
import { createSamples, isSample, type Samples } from './samples.ts';

/** All that the page knows, and who wants to hear that it knows more. */
export interface Session {
  readonly lines: LogStore;
  /** The lines that say `error` or worse, as far as they were looked at. */
  readonly errors: LogScan;
  readonly history: History;
  readonly samples: Samples;
  readonly add: (batch: PageBatch) => void;
  /** Says what the clock of the run shows now, in milliseconds since 1970. */
  readonly setNow: (now: number) => void;
  readonly setState: (state: SessionState) => void;
  readonly state: () => SessionState;
  /** Lines that a live page has not got. */
  readonly missed: () => number;
  /** From the first thing that happened to the last, or to now; in milliseconds since 1970. */
  readonly span: () => { readonly from: number; readonly to: number };
  /** Another number after each change. */
  readonly version: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}

/** `ended`: there is nothing to come. `cut`: a live page has lost its server and tries again. */
export type SessionState = 'reading' | 'live' | 'cut' | 'ended';

export function createSession(): Session {
  const [lines, history, samples] = [createLogStore(), createHistory(), createSamples()];
  const isError = (line: number): boolean => compareLevels(lines.level(line) ?? 'info', 'error') >= 0;
  const errors = createLogScan(lines, isError);
  const listeners = new Set<() => void>();
  let [version, missed, now] = [0, 0, 0];
  let state: SessionState = 'reading';
  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }
  return {
    lines,
    errors,
    history,
    samples,
    add(batch) {
      if (batch.lines) lines.add(batch.lines);
      errors.advance(() => false);
      history.add(batch.events.filter((event) => !isSample(event)));
      samples.add(batch.events.filter(isSample));
      missed += batch.missed ?? 0;
      const last = batch.events.at(-1);
      if (last) now = Math.max(now, millisecondsOf(last.time));
      changed();
    },
    setNow(time) {
      now = Math.max(now, time);
      changed();
    },
    setState(next) {
      state = next;
      changed();
    },
    state: () => state,
    missed: () => missed,
    span() {
      const told = history.span();
      const [first, last] = lines.size() > 0 ? [lines.time(0), lines.time(lines.size() - 1)] : [];
      const from = told?.from ?? first ?? now;
      return { from, to: Math.max(from + 1, told?.to ?? 0, last ?? 0, now) };
    },
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
