import type { Pod } from '../../pod/model.ts';
import type { Run } from '../../run/run.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { harmlessLines } from '../output/harmless.ts';
import { allReady } from './all-ready.ts';
import type { UpOptions } from './options.ts';

/** `--timeout` and `--for` both count from and to readiness; the answer is the exit code that they ask for, if any. */
export function watchReadiness(
  { run, journal }: { readonly run: Pick<Run, 'stop'>; readonly journal: EventSource },
  pods: readonly Pod[],
  options: UpOptions,
): () => Promise<number | undefined> {
  if (options.timeout === undefined && options.for === undefined) return async () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const over = new AbortController();
  let verdict: number | undefined;
  allReady(pods, journal, options.timeout, over.signal).then(
    () => {
      if (options.for !== undefined && !over.signal.aborted)
        timer = setTimeout(() => run.stop(`--for ${options.for! / 1000}s is over`), options.for);
    },
    (failure: { exitCode: number; message: string }) => {
      verdict = failure.exitCode;
      process.stderr.write(harmlessLines(`outrider: ${failure.message}\n`));
      run.stop(failure.message.split('\n')[0]!);
    },
  );
  // A run that has ended is waited for no longer: a timer would keep the process.
  return async () => {
    over.abort();
    clearTimeout(timer);
    return verdict;
  };
}
