import type { EventOf } from '../../events/types.ts';
import type { NumberedLines } from '../../logs/keep/ring.ts';
import { keepTogether } from '../../logs/merge/keep-together.ts';
import { createMerge } from '../../logs/merge/merge.ts';
import type { LogSource, Role } from '../../logs/merge/record.ts';
import { toEngineTime } from '../../logs/time/timestamp.ts';
import { createArrivals } from './arrivals.ts';
import { instanceKey } from './instance-key.ts';
import type { LogEntry } from './log-entry.ts';

/** A row that no container wrote, before it has its place. */
export type DividerEntry = Omit<LogEntry, 'seq' | 'divider' | 'stream' | 'partial'>;

/** Puts lines of several containers in one order, each stack trace in one piece. */
export function createIntake(ring: NumberedLines<LogEntry>) {
  let come: LogEntry[] = [];
  const firstTimes = new Map<string, string>();
  let skipped: ReadonlyMap<string, string> = new Map();
  const merge = createMerge<readonly LogEntry[]>({
    onLine: (_, entries, index) => void come.push(entries[index]!),
    isEarlier: (a, i, b, j) => a[i]!.time < b[j]!.time,
    bytesOf: (entries) => entries.reduce((bytes, { line }) => bytes + line.length, 0),
  });
  function keep(): void {
    if (come.length === 0) return;
    for (const entry of keepTogether(come)) ring.push(entry);
    come = [];
  }
  const arrivals = createArrivals((source, entries, since) => {
    merge.push(source, entries, since);
    keep();
  });
  const divide = (entry: DividerEntry): void => {
    arrivals.handOver();
    merge.flush();
    keep();
    ring.push({ ...entry, seq: 0, stream: 'stdout', partial: false, divider: true });
  };
  return {
    push: (event: EventOf<'Log'>, role: Role, now: number): void => {
      const entry = toEntry(event, role);
      const key = instanceKey(entry);
      const known = skipped.get(key);
      if (known !== undefined && entry.time <= known) return;
      if (!firstTimes.has(key)) firstTimes.set(key, entry.time);
      arrivals.add(entry, now);
    },
    drain: (now: number): void => {
      arrivals.handOver();
      if (merge.size() > 0) merge.drain(now);
      keep();
    },
    divide,
    mark: (line: string): true => {
      divide({ pod: '', container: '', role: 'app', attempt: 0, time: '', line });
      return true;
    },
    firstTime: (instance: LogSource): string | undefined => firstTimes.get(instanceKey(instance)),
    /** Lines up to these times are there already. */
    skipUntil: (times: ReadonlyMap<string, string>): void => {
      skipped = times;
    },
    isWaiting: () => !arrivals.isEmpty() || merge.size() > 0,
  };
}

/** Field by field: a flood makes many of them, and a spread would cost several times as much. */
function toEntry(event: EventOf<'Log'>, role: Role): LogEntry {
  const { seq, time, pod, container, attempt, stream, line, partial } = event;
  const fixed = time.length === 30 ? time : (toEngineTime(time) ?? time);
  return { seq, time: fixed, pod, container, role, attempt, stream, line, partial };
}
