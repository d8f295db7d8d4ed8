import type { CronJob } from '../../schedule/decide.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { readSources } from '../files/load-pods.ts';
import { projectName } from '../project-name.ts';
import { surroundings } from '../run-wiring.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import type { Given } from '../up/given.ts';
import { networkFlags } from '../up/network-flags.ts';
import type { UpOptions } from '../up/options.ts';
import { wantedPods } from '../up/wanted.ts';
import { type ChildRun, startChild } from './child-run.ts';
import { runSchedule } from './run-schedule.ts';

/**
 * `outrider up --schedule`: each run of a CronJob is an `up` of its own, so it has its own lock and others find it. The other pods of the files
 * run beside them.
 */
export async function upOnSchedule({ files }: Given, options: UpOptions): Promise<number> {
  refuse(files, options);
  const project = projectName(options.projectName, files);
  await wantedPods({ files }, options);
  const { cronJobsIn, hasOtherPods } = await import('../../manifest/cron-jobs.ts');
  const { readDocuments } = await import('../../manifest/read-documents.ts');
  const { documents } = readDocuments(readSources(files));
  const jobs = cronJobsIn(documents);
  if (jobs.length === 0)
    throw new Failure(
      exitCodes.usage,
      'there is no CronJob in the files',
      'Leave --schedule out to run their pods.',
    );
  const ending = new AbortController();
  const children = new Set<ChildRun>();
  const start = (run: string): ChildRun => {
    const child = startChild(argvOf(files, project, run, options));
    children.add(child);
    void child.ended.then(() => children.delete(child));
    return child;
  };
  const ignoreSignals = onStopSignals(
    () => ending.abort(),
    () => {
      for (const child of children) child.interrupt();
    },
    { closedOutput: true },
  );
  try {
    const others = hasOtherPods(documents) ? start('-') : undefined;
    const ports = {
      clock: surroundings.clock,
      start: (job: CronJob, run: string) => start(`${job.namespace}/${job.name}/${run}`),
      say: (line: string) => void process.stderr.write(`${line}\n`),
      signal: ending.signal,
    };
    const scheduled = Promise.all(jobs.map((job) => runSchedule(job, ports)));
    return await endOf(others, scheduled, ending);
  } finally {
    ignoreSignals();
  }
}

/** The schedules end with Ctrl-C, and when the other pods have failed. */
async function endOf(
  others: ChildRun | undefined,
  scheduled: Promise<unknown>,
  ending: AbortController,
): Promise<number> {
  ending.signal.addEventListener('abort', () => others?.interrupt(), { once: true });
  const failed = others?.ended.then((exitCode) => {
    if (exitCode !== exitCodes.ok && !ending.signal.aborted) ending.abort();
    return exitCode;
  });
  await scheduled;
  return (await failed) ?? exitCodes.ok;
}

function refuse(files: readonly string[], { detach, record, output }: UpOptions): void {
  const flag = detach
    ? '--detach'
    : record !== undefined
      ? '--record'
      : output === 'tui'
        ? '--output tui'
        : undefined;
  if (flag !== undefined)
    throw new Failure(
      exitCodes.usage,
      `${flag} does not go together with --schedule: every run is an up of its own`,
    );
  if (files.includes('-'))
    throw new Failure(
      exitCodes.usage,
      '--schedule reads its files again for every run, and standard input only once',
      'Give a file.',
    );
}

/** The command line of an `up` for one run, or with `-` for the pods that no CronJob makes. */
function argvOf(
  files: readonly string[],
  project: string,
  run: string,
  options: UpOptions,
): readonly string[] {
  const option = (flag: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [flag, String(value)];
  return [
    ...option('--host', options.host),
    ...['--project-name', project, 'up', '--scheduled-run', run, '--sidecars', options.sidecars],
    ...['--output', options.output ?? 'plain'],
    ...option('--timeout', options.timeout === undefined ? undefined : `${options.timeout}ms`),
    ...option('--grace-period', options.gracePeriod),
    ...(options.verbose ? ['--verbose'] : []),
    ...(options.with ?? []).flatMap((recipe) => ['--with', recipe]),
    ...networkFlags(options),
    ...['--', ...files],
  ];
}
