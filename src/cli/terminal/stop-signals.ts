import { onOutputClosed } from '../output/closed-output.ts';
import { stdout } from '../output/sink.ts';
import { ignoresHangup } from './hangup.ts';

/** A SIGTERM to a whole process group may come twice, by way of a parent that passes it on: a person does not type it. */
const sameMs = 500;

/** The reason of a Ctrl-C: a person is there. */
export const interrupted = 'interrupted (Ctrl-C)';

interface StopSignalOptions {
  /** Also counts a reader of standard output that went away as a first Ctrl-C. Without it such a reader ends the command. */
  readonly closedOutput?: boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly monotonic?: () => number;
}

/**
 * Ctrl-C as people expect it: the first asks for an ordered stop, the second kills. SIGTERM and SIGHUP count as a first
 * one. A SIGHUP that was ignored at the start, as by nohup(1), stays ignored. Returns how to stop listening.
 */
export function onStopSignals(
  first: (reason: string) => void,
  second: () => void,
  { closedOutput = false, monotonic = () => performance.now() }: StopSignalOptions = {},
): () => void {
  let count = 0;
  let last = 0;
  const handle = (signal: NodeJS.Signals): void => {
    const since = monotonic() - last;
    last = monotonic();
    if (signal !== 'SIGINT' && count > 0 && since < sameMs) return;
    count += 1;
    stdout().hurry();
    if (count === 1) return first(signal === 'SIGINT' ? interrupted : `received ${signal}`);
    // A reader that does not read shall not hold up the end.
    if (stdout().ready() !== undefined) stdout().drop();
    second();
  };
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', ...hangup()];
  for (const signal of signals) process.on(signal, handle);
  const stopWatching = closedOutput ? onOutputClosed((reason) => count++ === 0 && first(reason)) : () => {};
  return () => {
    for (const signal of signals) process.off(signal, handle);
    stopWatching();
  };
}

function hangup(): readonly NodeJS.Signals[] {
  return ignoresHangup(process.env) ? [] : ['SIGHUP'];
}
