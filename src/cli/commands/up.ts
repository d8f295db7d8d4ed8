import { connectEngine } from '../connect.ts';
import { engineFactory } from '../engine-factory.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../load-pods.ts';
import { projectName } from '../project-name.ts';
import { allReady, runPods } from '../run-pods.ts';
import { chooseOutput, show } from '../show.ts';
import { onStopSignals } from '../stop-signals.ts';

export interface UpOptions {
  readonly projectName?: string;
  readonly host?: string;
  readonly output?: 'tui' | 'plain' | 'json';
  readonly sidecars: 'native' | 'legacy';
  readonly for?: number;
  readonly timeout?: number;
  readonly gracePeriod?: number;
  readonly verbose: boolean;
  readonly keep?: boolean;
}

/** `outrider up FILE…`: runs until the pods end or Ctrl-C, and leaves nothing behind. */
export async function up(files: readonly string[], options: UpOptions): Promise<number> {
  const startup = new AbortController();
  let stop = (_reason: string): void => startup.abort();
  let kill = (): void => startup.abort();
  const ignoreSignals = onStopSignals(
    (reason) => stop(reason),
    () => kill(),
  );
  try {
    const project = projectName(options.projectName, files);
    const connecting = connectEngine(options.host, startup.signal);
    connecting.catch(() => {});
    const pods = await loadPods(files);
    const connection = await connecting;
    const engineFor = await engineFactory(connection, project, startup.signal);
    if (startup.signal.aborted) return exitCodes.ok;
    const run = runPods(pods, {
      project,
      legacy: options.sidecars === 'legacy',
      keep: options.keep ?? false,
      engineFor,
    });
    stop = (reason) => run.stop(reason, options.gracePeriod);
    kill = () => run.kill('killed on request');
    const shown = await show(chooseOutput(options.output), run, pods, { project, verbose: options.verbose });
    const late = watchReadiness(run, pods, options);
    try {
      const exitCode = await run.ended;
      return (await late()) ?? exitCode;
    } finally {
      await shown.close();
      connection.close();
    }
  } finally {
    ignoreSignals();
  }
}

/** `--timeout` and `--for` both count from and to readiness; the answer is the exit code that they ask for, if any. */
function watchReadiness(
  run: ReturnType<typeof runPods>,
  pods: Parameters<typeof runPods>[0],
  options: UpOptions,
): () => Promise<number | undefined> {
  if (options.timeout === undefined && options.for === undefined) return async () => undefined;
  let timer: NodeJS.Timeout | undefined;
  let verdict: number | undefined;
  allReady(pods, run.journal, options.timeout).then(
    () => {
      if (options.for !== undefined)
        timer = setTimeout(() => run.stop(`--for ${options.for! / 1000}s is over`), options.for);
    },
    (failure: { exitCode: number; message: string }) => {
      verdict = failure.exitCode;
      process.stderr.write(`outrider: ${failure.message}\n`);
      run.stop(failure.message);
    },
  );
  return async () => {
    clearTimeout(timer);
    return verdict;
  };
}
