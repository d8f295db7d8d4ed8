import type { ListedPod } from '../../docker/list.ts';
import type { FilterOptions } from '../../logs/filter/filter.ts';
import { createFilter, type Filter } from '../../logs/filter/filter.ts';
import type { Pattern } from '../../logs/filter/pattern.ts';
import type { Level } from '../../logs/line/level.ts';
import { parseTimeFlag } from '../../logs/time/timeflags.ts';
import type { EngineTime } from '../../logs/time/timestamp.ts';
import type { Role } from '../../pod/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { PodChoice } from '../find/choose-pods.ts';

/** The flags of `outrider logs`, as they were typed. */
export interface LogsOptions extends PodChoice {
  readonly host?: string;
  readonly follow: boolean;
  readonly container?: readonly string[];
  readonly exclude?: readonly string[];
  readonly role?: readonly Role[];
  readonly grep?: readonly string[];
  readonly level?: Level;
  readonly tail?: number;
  readonly since?: string;
  readonly until?: string;
  readonly output: 'pretty' | 'raw' | 'json';
  readonly layOut: boolean;
  readonly timestamps: boolean;
  readonly previous: boolean;
}

export interface Range {
  readonly since?: EngineTime;
  readonly until?: EngineTime;
}

/** @throws Failure for what is no time. */
export function rangeOf({ since, until }: LogsOptions, nowMs: number): Range {
  const from = since === undefined ? undefined : timeOf('--since', since, nowMs);
  const to = until === undefined ? undefined : timeOf('--until', until, nowMs);
  return { ...(from === undefined ? {} : { since: from }), ...(to === undefined ? {} : { until: to }) };
}

function timeOf(flag: string, text: string, nowMs: number): EngineTime {
  const offsetMinutes = (epochMs: number): number => -new Date(epochMs).getTimezoneOffset();
  const parsed = parseTimeFlag(text, { nowMs, offsetMinutes });
  if (parsed.ok) return parsed.time;
  throw new Failure(exitCodes.usage, `${flag}: ${parsed.message}`, parsed.hint);
}

/** @throws Failure for what is no pattern. */
export async function filterOf(options: LogsOptions, range: Range): Promise<Filter> {
  const { container, exclude, role, grep, level } = options;
  const wanted: FilterOptions = {
    ...(container && { containers: container }),
    ...(exclude && { exclude }),
    ...(role && { roles: role }),
    ...(grep && { patterns: await readPatterns(grep) }),
    ...(level && { level }),
    ...range,
  };
  return createFilter(wanted);
}

/** What matches patterns is loaded only where one is given. */
async function readPatterns(texts: readonly string[]): Promise<readonly Pattern[]> {
  const { parsePattern } = await import('../../logs/filter/pattern.ts');
  return texts.map((text) => {
    const result = parsePattern(text);
    if (result.ok) return result.pattern;
    throw new Failure(exitCodes.usage, result.message, result.hint);
  });
}

/** @throws Failure for a container that no pod has. */
export function checkNames(
  pods: readonly ListedPod[],
  { container = [] }: Pick<LogsOptions, 'container'>,
): void {
  const known = [...new Set(pods.flatMap((pod) => pod.containers.map(({ name }) => name)))];
  const unknown = container.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const hint = known.length === 0 ? 'There is no container at all.' : `There is ${known.join(', ')}.`;
  throw new Failure(exitCodes.failure, `there is no container ${unknown.join(', ')}`, hint);
}
