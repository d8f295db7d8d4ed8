import type { ListSource } from './follow-list.ts';

/** A line of a container on a cluster. */
export interface ClusterLine {
  readonly container: string;
  readonly attempt: number;
  /** RFC 3339, of the node's clock. */
  readonly time: string;
  readonly line: string;
}

export interface LogPlace {
  readonly namespace: string;
  readonly pod: string;
}

/** An instance of a container, and what has been read of the ones before it. */
export interface LogInstance {
  readonly container: string;
  readonly attempt: number;
  /** The instance before the one that is there now. */
  readonly previous: boolean;
  /** Whether it runs still, so that the log must be taken up again when the connection ends. */
  readonly isRunning: () => boolean;
}

/**
 * What has been told of a container's log. It is shared by the instances of a container: where one ends while the connection breaks, the next
 * one's lines may come in its name, and must not come again in their own.
 */
export interface LogCursor {
  /** RFC 3339 with nine decimals; empty before the first line. */
  last: string;
  /** How many lines of that very moment were told. */
  toldAtLast: number;
}

/** The path of a container's log. It is merged by the time that stands before each line. */
function logPath({ namespace, pod }: LogPlace, instance: LogInstance, since: string | undefined): string {
  const query = new URLSearchParams({ container: instance.container, timestamps: 'true' });
  if (instance.previous) query.set('previous', 'true');
  else query.set('follow', 'true');
  if (since !== undefined) query.set('sinceTime', since);
  return `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}`;
}

/**
 * Reads the log of one instance to its end, over lost connections. A line is told once: after a break the log is asked for from the
 * second of the last line on, and what was told already is left out.
 *
 * @param cursor moves on with the lines.
 * @param pause waits before the log is asked for again.
 */
export async function* followLog(
  source: ListSource,
  place: LogPlace,
  instance: LogInstance,
  cursor: LogCursor,
  { signal, pause }: { readonly signal: AbortSignal; readonly pause: () => Promise<void> },
): AsyncGenerator<ClusterLine> {
  const { container, attempt } = instance;
  while (!signal.aborted) {
    let skip = cursor.toldAtLast;
    const { last } = cursor;
    try {
      const since = last === '' ? undefined : `${last.slice(0, 19)}Z`;
      for await (const text of source.lines(logPath(place, instance, since), signal)) {
        const { time, line } = splitTime(text);
        if (time < cursor.last) continue;
        if (time === last && skip > 0) {
          skip -= 1;
          continue;
        }
        cursor.toldAtLast = time === cursor.last ? cursor.toldAtLast + 1 : 1;
        cursor.last = time;
        yield { container, attempt, time, line };
      }
    } catch {
      // The pod is gone, or the connection is: its status tells which.
    }
    if (!instance.isRunning()) return;
    await pause();
    // Meanwhile it may have ended, and the log may be the next one's.
    if (!instance.isRunning()) return;
  }
}

/** `2026-11-28T02:43:03.123456789Z words` as the API server writes it. Fractions of one length, so that they sort. */
export function splitTime(text: string): { readonly time: string; readonly line: string } {
  const space = text.indexOf(' ');
  const [whole = '', fraction = ''] = text.slice(0, Math.max(0, space)).replace(/Z$/, '').split('.');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(whole)) return { time: '', line: text };
  return { time: `${whole}.${fraction.padEnd(9, '0')}Z`, line: text.slice(space + 1) };
}
