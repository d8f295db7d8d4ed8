import type { LogRecord } from '../merge/record.ts';
import { type Hop, hopsOf } from './hops.ts';
import { requestIds } from './ids.ts';

/** A request that several lines tell of. */
export interface SeenRequest {
  readonly id: string;
  readonly hops: readonly Hop[];
  /** The containers that wrote of it, in the order of their first lines. */
  readonly containers: readonly string[];
}

/** The requests in lines, the newest last; with `atLeast` containers each. */
export function requestsIn(
  records: readonly LogRecord[],
  atLeast: number,
  own?: (line: string) => string | undefined,
): readonly SeenRequest[] {
  const byId = new Map<string, LogRecord[]>();
  for (const record of records)
    for (const { id } of requestIds(record.line, own)) {
      const lines = byId.get(id);
      if (lines) lines.push(record);
      else byId.set(id, [record]);
    }
  const requests = [...byId].map(([id, lines]) => {
    const hops = hopsOf(lines);
    const containers = [...new Set(hops.map(({ record }) => record.label ?? record.container))];
    return { id, hops, containers };
  });
  return requests
    .filter(({ containers }) => containers.length >= atLeast)
    .sort((a, b) => (lastTime(a) < lastTime(b) ? -1 : 1));
}

function lastTime({ hops }: SeenRequest): string {
  return hops.at(-1)?.record.time ?? '';
}
