import type { Connection } from '../../docker/transport/connect.ts';
import type { LogRecord } from '../../logs/merge/record.ts';
import { barOf, type Hop, hopsOf, inUnits } from '../../logs/trace/hops.ts';
import { mentions, traceIdOf } from '../../logs/trace/ids.ts';
import { requestsIn, type SeenRequest } from '../../logs/trace/requests.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { recordsOf } from '../logs/records-of.ts';
import { harmless } from '../output/harmless.ts';
import { stdout } from '../output/sink.ts';
import { printTable } from '../output/table.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';

export interface TraceOptions extends PodChoice {
  readonly host?: string;
  /** Finds ids by its first group. */
  readonly pattern?: string;
  /** How many requests are listed where no id is given. */
  readonly last: number;
  readonly json: boolean;
}

/** `outrider trace [ID]`: every line of every container about one request, in order; without an id, the newest requests. */
export async function trace(typed: string | undefined, options: TraceOptions): Promise<number> {
  const ended = new AbortController();
  const ignoreSignals = onStopSignals(
    () => ended.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  const pattern = options.pattern ?? (process.env['OUTRIDER_REQUEST_PATTERN'] || undefined);
  const own = pattern === undefined ? undefined : await finderOf(pattern);
  const connection = await connectEngine(options.host, ended.signal);
  try {
    if (typed === undefined) {
      const records = await linesAbout(connection, options, () => true, ended.signal);
      return list(requestsIn(records, 1, own).slice(-options.last), options);
    }
    const id = traceIdOf(typed);
    const records = await linesAbout(connection, options, (line) => mentions(line, id), ended.signal);
    if (ended.signal.aborted) return exitCodes.interrupted;
    if (records.length === 0)
      throw new Failure(
        exitCodes.failure,
        `no line has the id ${id}`,
        '`outrider trace` lists the newest requests; a proxy names one only if its access log has the header x-request-id or traceparent.',
      );
    return await tell(id, hopsOf(records), options);
  } finally {
    ignoreSignals();
    connection.close();
  }
}

/** @throws Failure for what is no pattern with a group. */
async function finderOf(pattern: string): Promise<(line: string) => string | undefined> {
  const { ownIdFinder } = await import('../../logs/trace/own-id.ts');
  try {
    return ownIdFinder(pattern);
  } catch (error) {
    throw new Failure(
      exitCodes.usage,
      `--pattern ${pattern}: ${(error as Error).message}`,
      'The first group in parentheses is the id: --pattern "order=(\\w+)".',
    );
  }
}

async function linesAbout(
  connection: Connection,
  options: TraceOptions,
  isWanted: (line: string) => boolean,
  signal: AbortSignal,
): Promise<readonly LogRecord[]> {
  const pods = await choosePods(connection, [], options, signal);
  if (pods.length === 0) throw new Failure(exitCodes.failure, 'no pod is on the engine');
  return recordsOf(connection, pods, isWanted, signal);
}

function list(requests: readonly SeenRequest[], { json }: TraceOptions): number {
  if (json)
    for (const { id, hops, containers } of requests)
      stdout().write(`${JSON.stringify({ id, lines: hops.length, containers, ms: wholeOf(hops) })}\n`);
  else if (requests.length === 0) process.stderr.write('outrider: no line has an id of a request\n');
  else
    printTable(
      ['ID', 'LINES', 'TIME', 'CONTAINERS'],
      requests.map(({ id, hops, containers }) => [
        harmless(id),
        hops.length,
        inUnits(wholeOf(hops)),
        harmless(containers.join(' → ')),
      ]),
    );
  return exitCodes.ok;
}

/** The bar's width. */
const columns = 24;

async function tell(id: string, hops: readonly Hop[], { json }: TraceOptions): Promise<number> {
  if (json) {
    for (const { record, sinceFirst, sinceLast } of hops) {
      const { pod, container, attempt, time, stream, line } = record;
      stdout().write(
        `${JSON.stringify({ id, pod, container, attempt, time, sinceFirst, sinceLast, stream, line })}\n`,
      );
    }
    return exitCodes.ok;
  }
  const names = hops.map(({ record }) => record.label ?? record.container);
  const width = Math.max(...names.map((name) => name.length));
  const whole = wholeOf(hops);
  const count = new Set(names).size;
  stdout().write(
    `${harmless(id)}: ${hops.length} lines of ${count} ${count === 1 ? 'container' : 'containers'}, ${inUnits(whole)}\n`,
  );
  const { wantsAscii } = await import('../../ui/view/theme.ts');
  const asciiOnly = wantsAscii(process.env);
  for (const [index, hop] of hops.entries()) {
    const since = `+${inUnits(hop.sinceLast)}`.padStart(10);
    stdout().write(
      `${since} ${barOf(hop, whole, columns, asciiOnly)} ${harmless(names[index]!.padEnd(width))} | ${harmless(hop.record.line)}\n`,
    );
  }
  return exitCodes.ok;
}

function wholeOf(hops: readonly Hop[]): number {
  return hops.at(-1)?.sinceFirst ?? 0;
}
