import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../docker/transport/connect.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { exitCodes } from '../exit-codes.ts';
import { choosePods } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { type Combined, createCombined } from '../logs/combined.ts';
import { checkNames, filterOf, type LogsOptions, type Range, rangeOf } from '../logs/options.ts';
import { instancesOf, type LogInstance, successorOf } from '../logs/sources.ts';
import { stdout } from '../output/sink.ts';
import { wantsColors } from '../show/show.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';

/** How often a container that has ended is looked for again, while following. */
const restartPollMs = 500;

interface Reading {
  readonly connection: Connection;
  readonly combined: Combined;
  readonly range: Range;
  readonly options: LogsOptions;
  readonly project: string;
  readonly signal: AbortSignal;
}

/** `outrider logs`: the combined log of what is on the engine, in the order of the engine's time. */
export async function logs(names: readonly string[], options: LogsOptions): Promise<number> {
  const ended = new AbortController();
  const { signal } = ended;
  const ignoreSignals = onStopSignals(
    () => {
      // What a reader does not take is not waited for.
      if (stdout().ready() !== undefined) stdout().drop();
      ended.abort();
    },
    () => process.exit(exitCodes.interrupted),
  );
  // What was typed wrong is told before an engine is looked for.
  await filterOf(options, rangeOf(options, systemClock.wall()));
  const connection = await connectEngine(options.host, signal);
  try {
    const range = await rangeByEngine(options, connection, signal);
    const filter = await filterOf(options, range);
    const pods = await choosePods(connection, names, options, signal);
    checkNames(pods, options);
    const instances = instancesOf(pods, options.previous).filter(({ source }) => filter.source(source));
    const project = pods[0]?.project ?? '';
    const combined = createCombined({
      format: formatOf(instances, options, project),
      filter,
      follow: options.follow,
      sink: stdout(),
    });
    for (const { label } of instances) combined.open(label);
    const reading = { connection, combined, range, options, project, signal };
    await Promise.all(instances.map((instance) => readThrough(instance, reading)));
    combined.end();
    return signal.aborted ? exitCodes.interrupted : exitCodes.ok;
  } finally {
    ignoreSignals();
    connection.close();
  }
}

/** Lines carry the engine's time, so `5m` ago is five minutes before the engine's now. */
async function rangeByEngine(
  options: LogsOptions,
  { docker }: Connection,
  signal: AbortSignal,
): Promise<Range> {
  if (options.since === undefined && options.until === undefined) return {};
  const { engineNow } = await import('../../docker/engine-now.ts');
  return rangeOf(options, await engineNow(docker, signal));
}

function formatOf(instances: readonly LogInstance[], options: LogsOptions, project: string) {
  return {
    project,
    output: options.output,
    colors: options.output === 'pretty' && wantsColors(process.stdout, process.env),
    containers: instances.map(({ label, source }) => ({ name: label, role: source.role })),
    timestamps: options.timestamps ? ({ style: 'utc' } as const) : ({ style: 'off' } as const),
    layOut: options.layOut,
  };
}

/** One instance to its end and, while following, those that come after it. */
async function readThrough(first: LogInstance, reading: Reading): Promise<void> {
  const { combined } = reading;
  let instance: LogInstance | undefined = first;
  while (instance) {
    await readInstance(instance, instance === first, reading);
    const next: LogInstance | undefined = await nextInstance(instance, reading);
    if (next) combined.restarted(next.label, next.source.attempt);
    instance = next;
  }
  combined.close(first.label);
}

async function readInstance(instance: LogInstance, first: boolean, reading: Reading): Promise<void> {
  const { readLogBatches } = await import('../../docker/logs/logs.ts');
  const { connection, combined, options, range, signal } = reading;
  const wanted = {
    follow: options.follow,
    ...(first ? range : {}),
    ...(first && options.tail !== undefined ? { tail: options.tail } : {}),
  };
  for await (const batches of readLogBatches(connection.docker, instance.id, wanted, signal))
    await combined.take(instance, batches);
}

/** Waits for a restart; undefined when none is waited for, or none will come. */
async function nextInstance(before: LogInstance, reading: Reading): Promise<LogInstance | undefined> {
  const { connection, options, project, signal } = reading;
  if (!options.follow || options.previous) return undefined;
  const { listPods } = await import('../../docker/list.ts');
  while (!signal.aborted) {
    const next = successorOf(await listPods(connection.docker, project, signal), before);
    if (next === 'gone') return undefined;
    if (next) return { ...next, label: before.label, source: { ...next.source, label: before.label } };
    await pause(restartPollMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
