import type { EventOf, OutriderEvent } from '../../events/types.ts';
import type { LogSource } from '../../logs/merge/record.ts';
import type { PastSource } from '../../ui/ports.ts';

/** Puts the lines that were written before somebody looked in front of those that come. */
export interface WithPast {
  /** An event that has just come. Log lines are kept back until the past is known. */
  readonly take: (event: OutriderEvent) => void;
  /** Reads the past, tells it in the order of its times, and then what was kept back meanwhile. */
  readonly read: (sources: readonly PastSource[]) => Promise<void>;
}

/** @param tell gets every event, each line once */
export function createWithPast(tell: (event: OutriderEvent) => void): WithPast {
  let held: EventOf<'Log'>[] | undefined = [];
  let project = '';
  return {
    take(event) {
      project = event.project;
      if (event.type === 'Log' && held) held.push(event);
      else tell(event);
    },
    async read(sources) {
      const lines: OutriderEvent[] = [];
      /** The time of the last line of each instance: until there the lines that were kept back are known. */
      const last = new Map<string, string>();
      for (const { source, lines: batches } of sources) {
        for await (const batch of batches) {
          for (const { time, stream, text, partial } of batch) {
            if (time === '') continue;
            last.set(keyOf(source), time);
            lines.push({ ...eventOf(source, project), time, stream, line: text, partial });
          }
        }
      }
      const coming = held!.filter((event) => {
        const until = last.get(keyOf(event));
        return until === undefined || isAfter(event.time, until);
      });
      held = undefined;
      for (const event of inOrder(lines)) tell(event);
      for (const event of coming) tell(event);
    },
  };
}

function eventOf({ pod, container, attempt }: LogSource, project: string) {
  return { seq: 0, project, pod, type: 'Log', container, attempt } as const;
}

function keyOf({ pod, container, attempt }: Pick<LogSource, 'pod' | 'container' | 'attempt'>): string {
  return `${pod}/${container}/${attempt}`;
}

/** Lines of one time keep their order. */
function inOrder(lines: readonly OutriderEvent[]): readonly OutriderEvent[] {
  const keyed = lines.map((event) => ({ key: sortable(event.time), event }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ event }) => event);
}

/** RFC 3339 in UTC with any number of digits behind the point. */
function isAfter(one: string, other: string): boolean {
  return sortable(one) > sortable(other);
}

function sortable(time: string): string {
  const [whole, fraction = ''] = time.replace(/Z$/, '').split('.');
  return `${whole}.${fraction.padEnd(9, '0')}`;
}
