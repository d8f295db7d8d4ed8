import type { Codec } from '../../logs/keep/deep-ring.ts';
import type { LogSource } from '../../logs/merge/record.ts';
import { instanceKey } from './instance-key.ts';
import type { LogEntry } from './log-entry.ts';

type Packed = readonly [source: number, flags: number, seq: number, time: string, line: string];

const flag = { stderr: 1, partial: 2, divider: 4 } as const;

/** Lines of the log as JSON. Whose a line is stands in a table: one number instead of names. */
export function createEntryCodec(): Codec<LogEntry> {
  const sources: LogSource[] = [];
  const known = new Map<string, number>();

  function numberOf(entry: LogEntry): number {
    const { pod, container, role, attempt } = entry;
    const key = instanceKey(entry);
    const number = known.get(key) ?? sources.push({ pod, container, role, attempt }) - 1;
    known.set(key, number);
    return number;
  }
  const pack = (entry: LogEntry): Packed => {
    const { stream, partial, divider, seq, time, line } = entry;
    const flags =
      (stream === 'stderr' ? flag.stderr : 0) | (partial ? flag.partial : 0) | (divider ? flag.divider : 0);
    return [numberOf(entry), flags, seq, time, line];
  };
  const unpack = ([source, flags, seq, time, line]: Packed): LogEntry => {
    const { pod, container, role, attempt } = sources[source]!;
    const stream = flags & flag.stderr ? 'stderr' : 'stdout';
    const entry = { seq, time, pod, container, role, attempt, stream, line } as const;
    const partial = (flags & flag.partial) !== 0;
    return flags & flag.divider ? { ...entry, partial, divider: true } : { ...entry, partial };
  };
  return {
    pack: (entries) => JSON.stringify(entries.map(pack)),
    unpack: (text) => (JSON.parse(text) as readonly Packed[]).map(unpack),
  };
}
