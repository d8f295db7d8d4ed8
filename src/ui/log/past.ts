import { setImmediate } from 'node:timers/promises';
import { createDeepRing } from '../../logs/keep/deep-ring.ts';
import type { NumberedLines } from '../../logs/keep/ring.ts';
import { keepTogether } from '../../logs/merge/keep-together.ts';
import { mergeStreams } from '../../logs/merge/merge-streams.ts';
import type { LogSource } from '../../logs/merge/record.ts';
import type { PastSource } from '../ports.ts';
import { createEntryCodec } from './entry-codec.ts';
import { instanceKey } from './instance-key.ts';
import type { LogEntry } from './log-entry.ts';
import { createSpillFile } from './spill-file.ts';

/** What the engine still has from before a view began. */
export interface Past {
  readonly lines: NumberedLines<LogEntry>;
  /** The time of the last line of each instance: what comes again and is not later is there already. */
  readonly last: ReadonlyMap<string, string>;
  readonly close: () => void;
}

/** So many lines are looked at between two turns of everything else. */
const atOnce = 2000;

/**
 * Reads the past of some instances into one order.
 *
 * @param firstTime the time of the first line of an instance that the view has itself; undefined for none.
 */
export async function readPast(
  sources: readonly PastSource[],
  firstTime: (instance: LogSource) => string | undefined,
): Promise<Past> {
  const read = createKeeper();
  const streams = sources.map((source) => entriesOf(source));
  let come: LogEntry[] = [];
  for await (const entry of mergeStreams(streams, (a, b) => a.time < b.time)) {
    come.push(entry);
    if (come.length < atOnce) continue;
    read.add(come);
    come = [];
    await setImmediate();
  }
  read.add(come);
  const past = await withoutKnown(read.lines, firstTime);
  read.close();
  return past;
}

/** Lines that the view has got itself meanwhile are left out. */
async function withoutKnown(
  lines: NumberedLines<LogEntry>,
  firstTime: (instance: LogSource) => string | undefined,
): Promise<Past> {
  const kept = createKeeper();
  const last = new Map<string, string>();
  for (let from = lines.first(); from < lines.end(); from += atOnce) {
    for (let seq = from; seq < Math.min(from + atOnce, lines.end()); seq++) {
      const entry = lines.get(seq)!;
      const first = firstTime(entry);
      if (first !== undefined && entry.time >= first) continue;
      kept.add([entry]);
      last.set(instanceKey(entry), entry.time);
    }
    await setImmediate();
  }
  return { lines: kept.lines, last, close: kept.close };
}

function createKeeper() {
  const spill = createSpillFile();
  const recent = { lines: 1000, bytes: 1024 * 1024 };
  const lines = createDeepRing<LogEntry>({ spill, codec: createEntryCodec(), recent });
  return {
    lines,
    close: spill.close,
    add: (entries: readonly LogEntry[]): void => {
      for (const entry of keepTogether(entries)) lines.push(entry);
    },
  };
}

async function* entriesOf({ source, lines }: PastSource): AsyncIterable<readonly LogEntry[]> {
  const { pod, container, role, attempt } = source;
  for await (const some of lines)
    yield some.map(({ time, stream, text, partial }) => ({
      seq: 0,
      time,
      pod,
      container,
      role,
      attempt,
      stream,
      line: text,
      partial,
    }));
}
