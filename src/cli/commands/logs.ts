import type { ListedContainer, ListedPod } from '../../docker/list.ts';
import { createFormatter } from '../../logs/format.ts';
import { createMerge } from '../../logs/merge.ts';
import type { LogSource } from '../../logs/record.ts';
import type { EngineLogLine } from '../../supervisor/ports.ts';
import { choosePods, type PodChoice } from '../choose-pods.ts';
import { connectEngine } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { wantsColors } from '../show.ts';
import { onStopSignals } from '../stop-signals.ts';

export interface LogsOptions extends PodChoice {
  readonly host?: string;
  readonly follow: boolean;
  readonly container?: readonly string[];
  readonly tail?: number;
  readonly output: 'pretty' | 'raw' | 'json';
  readonly timestamps: boolean;
  readonly previous: boolean;
}

interface Source extends LogSource {
  readonly id: string;
  readonly label: string;
}

/** `outrider logs`: the combined log of what is on the engine, merged by the engine's time. */
export async function logs(names: readonly string[], options: LogsOptions): Promise<number> {
  const ended = new AbortController();
  const ignoreSignals = onStopSignals(
    () => ended.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  const connection = await connectEngine(options.host, ended.signal);
  try {
    const { readLogs } = await import('../../docker/logs.ts');
    const pods = await choosePods(connection, names, options, ended.signal);
    const sources = pods.flatMap((pod) => sourcesOf(pod, pods.length > 1, options));
    const print = printer(sources, options);
    const merge = createMerge<EngineLogLine>({
      onLine: print,
      ...(options.follow ? {} : { windowMs: Number.POSITIVE_INFINITY }),
    });
    for (const { label } of sources) merge.open(label);
    const timer = setInterval(() => merge.drain(Date.now()), 50);
    const read = async ({ id, label }: Source): Promise<void> => {
      const { follow, tail } = options;
      const range = { follow, ...(tail === undefined ? {} : { tail }) };
      for await (const line of readLogs(connection.docker, id, range, ended.signal))
        merge.push(label, line, Date.now());
      merge.close(label, Date.now());
    };
    await Promise.all(sources.map(read)).finally(() => clearInterval(timer));
    merge.flush();
    return ended.signal.aborted ? exitCodes.interrupted : exitCodes.ok;
  } finally {
    ignoreSignals();
    connection.close();
  }
}

function sourcesOf(listed: ListedPod, several: boolean, options: LogsOptions): readonly Source[] {
  const wanted = options.container;
  return listed.containers
    .filter(({ name }) => wanted === undefined || wanted.includes(name))
    .flatMap((container) => instanceOf(container, options.previous))
    .map(({ id, attempt, container: { name, role } }) => ({
      id,
      pod: listed.pod,
      container: name,
      role: role === 'tool' ? 'app' : role,
      attempt,
      label: several ? `${listed.pod}/${name}` : name,
    }));
}

function instanceOf(container: ListedContainer, previous: boolean) {
  const { id, attempt } = container;
  if (!previous) return [{ id, attempt, container }];
  return container.previous ? [{ id: container.previous, attempt: attempt - 1, container }] : [];
}

function printer(
  sources: readonly Source[],
  options: LogsOptions,
): (label: string, line: EngineLogLine) => void {
  const byLabel = new Map(sources.map((source) => [source.label, source]));
  const formatter = createFormatter({
    output: options.output,
    colors: wantsColors(process.stdout, process.env),
    containers: sources.map(({ label, role }) => ({ name: label, role })),
    timestamps: options.timestamps ? { style: 'utc' } : { style: 'off' },
  });
  let seq = 0;
  return (label, line) => {
    const source = byLabel.get(label)!;
    const container = options.output === 'json' ? source.container : label;
    seq += 1;
    process.stdout.write(`${formatter.line({ ...source, ...line, container, seq })}\n`);
  };
}
