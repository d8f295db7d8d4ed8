import { containersOf } from '../../cluster/read/containers.ts';
import { splitTime } from '../../cluster/read/follow-logs.ts';
import { instancesWithLogs, type LoggedInstance, snapshotPath } from '../../cluster/read/logged-instances.ts';
import { followPods, named } from '../../cluster/run/follow-pods.ts';
import type { ClusterClient } from '../../cluster/transport/client.ts';
import { ClusterError } from '../../cluster/transport/cluster-error.ts';
import type { EventOf } from '../../events/types.ts';
import type { Filter } from '../../logs/filter/filter.ts';
import type { LogRecord, LogSource } from '../../logs/merge/record.ts';
import { instantOf, toEngineTime } from '../../logs/time/timestamp.ts';
import { createFormatter, type Formatter } from '../../logs/write/format.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { createJournal } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, printFailure } from '../failure.ts';
import { filterOf, type LogsOptions, type Range, rangeOf } from '../logs/options.ts';
import { stdout } from '../output/sink.ts';
import { wantsColors } from '../show/show.ts';
import { type ClusterPod, podsOnCluster, someOf } from './look.ts';
import { commandOnCluster } from './open.ts';
import type { ClusterOptions, OnCluster } from './options.ts';

interface Printing {
  readonly client: ClusterClient;
  readonly pods: readonly ClusterPod[];
  readonly options: LogsOptions;
  readonly filter: Filter;
  readonly formatter: Formatter;
  readonly signal: AbortSignal;
}

/** `outrider logs --context NAME`: the combined log of pods on a cluster, in the order of the nodes' times. */
export async function logsOnCluster(
  names: readonly string[],
  options: OnCluster<LogsOptions & ClusterOptions>,
): Promise<number> {
  const range = rangeOf(options, systemClock.wall());
  const filter = await filterOf(options, range);
  return commandOnCluster(options, async (client, { signal }) => {
    const pods = someOf(await podsOnCluster(client, names, options, signal), client);
    checkContainers(pods, options);
    const printing = { client, pods, options, filter, formatter: formatterFor(pods, options), signal };
    await printPast(printing, range);
    if (options.follow) await printComing(printing);
    return signal.aborted ? exitCodes.interrupted : exitCodes.ok;
  });
}

/** @throws Failure for a container that no pod has. */
function checkContainers(pods: readonly ClusterPod[], { container = [] }: LogsOptions): void {
  const known = new Set(pods.flatMap(({ object }) => containersOf(object).map(({ name }) => name)));
  const unknown = container.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Failure(
      exitCodes.failure,
      `there is no container ${unknown.join(', ')}`,
      `There is ${[...known].join(', ')}.`,
    );
}

const labelOf = (pods: readonly ClusterPod[], pod: string, container: string): string =>
  pods.length > 1 ? `${pod}/${container}` : container;

function formatterFor(pods: readonly ClusterPod[], options: LogsOptions): Formatter {
  return createFormatter({
    project: pods[0]!.project,
    output: options.output,
    colors: options.output === 'pretty' && wantsColors(process.stdout, process.env),
    containers: pods.flatMap(({ pod, object }) =>
      containersOf(object).map(({ name, role }) => ({ name: labelOf(pods, pod, name), role })),
    ),
    timestamps: options.timestamps ? { style: 'utc' } : { style: 'off' },
    layOut: options.layOut,
  });
}

/** What has been written until now, merged over all containers. */
async function printPast(printing: Printing, range: Range): Promise<void> {
  const { client, pods, options, filter, signal } = printing;
  const wanted = pods.flatMap((one) =>
    instancesWithLogs(one.object, { previous: options.previous })
      .map((instance) => ({ one, instance, source: sourceOf(printing, one, instance) }))
      .filter(({ source }) => filter.source(source)),
  );
  const read = await Promise.all(
    wanted.map(async ({ one, instance, source }) => {
      const { namespace, name } = one.object.metadata;
      const path = snapshotPath({ namespace, pod: name }, instance, {
        tail: options.tail,
        since: range.since,
      });
      return (await linesOf(client, path, source.label ?? source.container, signal)).map((text) =>
        recordOf(source, text),
      );
    }),
  );
  const records = read.flat().sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  for (const record of records) print(printing, record);
}

/** A log that cannot be read keeps nobody from the others. */
async function linesOf(
  client: ClusterClient,
  path: string,
  label: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    for await (const line of client.lines(path, signal)) lines.push(line);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    printFailure({ message: `the log of ${label} cannot be read: ${error.message}`, hint: undefined });
  }
  return lines;
}

function sourceOf(
  { pods }: Pick<Printing, 'pods'>,
  { pod, object }: ClusterPod,
  instance: LoggedInstance,
): LogSource {
  const { container, attempt } = instance;
  const { role } = containersOf(object).find(({ name }) => name === container)!;
  return { pod, container, role, attempt, label: labelOf(pods, pod, container) };
}

function recordOf(source: LogSource, text: string): LogRecord {
  const { time, line } = splitTime(text);
  return { seq: 0, ...source, time, stream: 'stdout', line, partial: false };
}

function print({ filter, formatter }: Printing, record: LogRecord): void {
  if (!filter.line(instantOf(record.time)) || !filter.text(record)) return;
  stdout().write(`${formatter.line({ ...record, container: record.label ?? record.container })}\n`);
}

/** What is written from now on, until the pods are gone. */
async function printComing(printing: Printing): Promise<void> {
  const { client, pods, filter, signal } = printing;
  const begun = toEngineTime(new Date(systemClock.wall()).toISOString());
  const { project } = pods[0]!;
  const journal = createJournal(project, systemClock.wall);
  const gone = new AbortController();
  const left = new Set(pods.map(({ pod }) => pod));
  journal.subscribe((event) => {
    if (event.type === 'Log') tell(event);
  });
  const tell = (event: EventOf<'Log'>): void => {
    const one = pods.find(({ pod }) => pod === event.pod);
    if (!one) return;
    const source = sourceOf(printing, one, { ...event, previous: false });
    if (filter.source(source)) print(printing, { ...event, ...source, time: event.time });
  };
  const onPod = (pod: { readonly metadata: { readonly name: string } }, is: 'there' | 'gone'): void => {
    if (is === 'gone' && left.delete(pod.metadata.name) && left.size === 0) gone.abort();
  };
  await followPods(
    { client, project, journal, isWanted: named([...left]), onPod, ...(begun && { linesSince: begun }) },
    AbortSignal.any([signal, gone.signal]),
  );
}
