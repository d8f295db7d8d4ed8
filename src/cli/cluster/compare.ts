import { spawn } from 'node:child_process';
import { type ComparedStep, compareRuns } from '../../events/compare.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { harmless } from '../output/harmless.ts';
import { printTable } from '../output/table.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import { type ClusterOptions, isOnCluster, type OnCluster } from './options.ts';

export interface CompareOptions extends ClusterOptions {
  readonly projectName?: string;
  readonly host?: string;
  readonly with?: readonly string[];
  readonly captureImage?: string;
  /** How long the pods go on once they are ready, in milliseconds. */
  readonly for: number;
  readonly timeout?: number;
  readonly output: 'table' | 'json';
}

/** `outrider compare FILE --context NAME`: the same pods here and on a cluster, their steps and times side by side. */
export async function compare(files: readonly string[], options: CompareOptions): Promise<number> {
  if (!isOnCluster(options)) throw new Failure(exitCodes.usage, 'compare needs a cluster: --context NAME');
  const common = [
    ...(options.projectName === undefined ? [] : ['--project-name', options.projectName]),
    ...['up', '--output', 'json', '--for', `${options.for}ms`],
    ...(options.timeout === undefined ? [] : ['--timeout', `${options.timeout}ms`]),
    ...(options.with ?? []).flatMap((recipe) => ['--with', recipe]),
  ];
  const there = [
    ...['--context', options.context],
    ...(options.namespace === undefined ? [] : ['--namespace', options.namespace]),
    ...(options.captureImage === undefined ? [] : ['--capture-image', options.captureImage]),
  ];
  const here = options.host === undefined ? [] : ['--host', options.host];
  const interrupted = new AbortController();
  const ignoreSignals = onStopSignals(
    () => interrupted.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    const [ours, theirs] = await both(
      [...common, ...here, '--', ...files],
      [...common, ...there, '--', ...files],
      interrupted.signal,
    );
    if (interrupted.signal.aborted) return exitCodes.interrupted;
    return tell(compareRuns(ours, theirs), options);
  } finally {
    ignoreSignals();
  }
}

/** Where one side cannot begin, the other is ended and waited for, so that nothing of it stays. @throws Failure */
async function both(
  here: readonly string[],
  there: readonly string[],
  interrupted: AbortSignal,
): Promise<readonly [readonly OutriderEvent[], readonly OutriderEvent[]]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([interrupted, failed.signal]);
  const sides = [here, there].map((argv) =>
    eventsOf(argv, signal).catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  await Promise.allSettled(sides);
  const [ours, theirs] = await Promise.all(sides);
  return [ours!, theirs!];
}

/** What an `up` of its own tells until its end. @throws Failure without words when it told of no pod: its own stand on stderr. */
async function eventsOf(argv: readonly string[], signal: AbortSignal): Promise<readonly OutriderEvent[]> {
  const child = spawn(process.execPath, [process.argv[1]!, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', stop, { once: true });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  const events = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as OutriderEvent);
  if (events.length > 0 || signal.aborted) return events;
  throw new Failure(exitCode || exitCodes.failure, exitCode ? '' : 'there is nothing to compare: no pod ran');
}

function tell(steps: readonly ComparedStep[], { output, context }: OnCluster<CompareOptions>): number {
  if (output === 'json') for (const step of steps) process.stdout.write(`${JSON.stringify(step)}\n`);
  else
    printTable(
      ['POD', 'STEP', 'HERE', context.toUpperCase(), 'DIFFERS'],
      steps.map(({ pod, what, here, there, differs }) => [
        pod,
        harmless(what),
        seconds(here),
        seconds(there),
        differs ?? '',
      ]),
    );
  const count = steps.filter(({ differs }) => differs !== undefined).length;
  process.stderr.write(
    count === 0 ? 'the same steps in the same order\n' : `${count} of ${steps.length} steps differ\n`,
  );
  return count === 0 ? exitCodes.ok : exitCodes.failure;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '-' : `${(ms / 1000).toFixed(1)} s`;
}
