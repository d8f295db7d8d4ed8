import type { ImageHealthcheck } from '../../pod/engine-options.ts';
import { type HealthTimes, probeTimes } from '../../pod/health-check.ts';
import { error, type Path, type Problem } from '../problem.ts';
import { said } from './engine/said.ts';
import type { Member } from './groups.ts';
import { isOff } from './healthcheck-off.ts';
import { type Part, part } from './part.ts';
import type { Service } from './schema.ts';
import { parseSeconds } from './seconds.ts';

export interface Probes {
  readonly startupProbe?: Part;
  readonly readinessProbe?: Part;
}

type Check = NonNullable<Service['healthcheck']>;

/**
 * A `healthcheck` as probes: a sidecar that others wait for has *started* when it is healthy, and every container is ready
 * while it is. Nothing is restarted for it, as in Compose.
 */
export function healthProbes({ healthcheck: check }: Service, gates: boolean, at: Path): Probes {
  if (!check || isOff(check) || !check.test?.length) return {};
  const path = [...at, 'healthcheck'];
  const problems: Problem[] = [];
  const exec = { command: commandOf(check.test, path, problems) };
  const { startup, readiness } = probeTimes(timesOf(check, path, problems));
  return {
    ...(gates && { startupProbe: part({ exec, ...startup }, path) }),
    readinessProbe: part({ exec, ...readiness }, path, problems),
  };
}

/**
 * What is left to the image: the whole health check of a service without `healthcheck`, and its command where that has no
 * `test`. Undefined where the file says it all.
 */
export function imageHealthcheck(
  { name, service, role, gates, awaited }: Member,
  problems: Problem[],
): ImageHealthcheck | undefined {
  const { healthcheck: check = {}, 'x-outrider': own } = service;
  const isSaid = isOff(check) || !!check.test?.length || own?.probes?.startup || own?.probes?.readiness;
  if (isSaid || role === 'init') return undefined;
  return said({
    ...timesOf(check, ['services', name, 'healthcheck'], problems),
    gates: (role === 'sidecar' && gates) || undefined,
    awaited: awaited || undefined,
  });
}

function timesOf(check: Check, path: Path, problems: Problem[]): HealthTimes {
  const seconds = (key: 'interval' | 'timeout' | 'start_period' | 'start_interval'): number | undefined => {
    const text = check[key];
    const value = text === undefined ? undefined : parseSeconds(text);
    if (text !== undefined && value === undefined)
      problems.push(error('compose', [...path, key], `needs a duration such as 1m30s, found ${text}`));
    return value;
  };
  return said({
    intervalSeconds: seconds('interval'),
    timeoutSeconds: seconds('timeout'),
    startPeriodSeconds: seconds('start_period'),
    startIntervalSeconds: seconds('start_interval'),
    retries: check.retries === undefined ? undefined : Number(check.retries) || undefined,
  });
}

function commandOf(test: readonly string[], path: Path, problems: Problem[]): readonly string[] {
  const [kind = '', ...rest] = test;
  if (kind === 'CMD') return rest;
  if (kind === 'CMD-SHELL') return ['/bin/sh', '-c', ...rest];
  problems.push(
    error('compose', [...path, 'test', 0], `a list begins with CMD, CMD-SHELL or NONE, found ${kind}`),
  );
  return test;
}
