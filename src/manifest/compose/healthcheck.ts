import { error, type Path, type Problem } from '../problem.ts';
import { parseDuration } from './duration.ts';
import { type Part, part } from './part.ts';
import type { Service } from './schema.ts';

export interface Probes {
  readonly startupProbe?: Part;
  readonly readinessProbe?: Part;
}

/** Compose's defaults (Dockerfile reference, HEALTHCHECK), in seconds. */
const defaults = { interval: 30, timeout: 30, startPeriod: 0, startInterval: 5, retries: 3 };

/**
 * A `healthcheck` as probes: a sidecar that others wait for has *started* when it is healthy, and every container is ready
 * while it is. Nothing is restarted for it, as in Compose.
 */
export function healthProbes({ healthcheck: check }: Service, gates: boolean, at: Path): Probes {
  const path = [...at, 'healthcheck'];
  const command = commandOf(check);
  if (!check || command === undefined || check.disable) return {};
  const problems: Problem[] = [];
  const seconds = (
    key: 'interval' | 'timeout' | 'start_period' | 'start_interval',
    fallback: number,
  ): number => {
    const text = check[key];
    const value = text === undefined ? fallback : parseDuration(text);
    if (value === undefined)
      problems.push(error('compose', [...path, key], `needs a duration such as 1m30s, found ${text}`));
    return value ?? fallback;
  };
  const interval = whole(seconds('interval', defaults.interval));
  const timeoutSeconds = whole(seconds('timeout', defaults.timeout));
  const startPeriod = seconds('start_period', defaults.startPeriod);
  const whileStarting = whole(Math.min(interval, seconds('start_interval', defaults.startInterval)));
  const retries = Number(check.retries ?? defaults.retries) || defaults.retries;
  const exec = { command };
  const readiness = { exec, periodSeconds: interval, timeoutSeconds, failureThreshold: retries };
  const startup = {
    exec,
    periodSeconds: whileStarting,
    timeoutSeconds,
    failureThreshold: Math.ceil((startPeriod + retries * interval) / whileStarting),
  };
  return {
    ...(gates && { startupProbe: part(startup, path) }),
    readinessProbe: part(readiness, path, problems),
  };
}

function whole(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}

function commandOf(check: Service['healthcheck']): readonly string[] | undefined {
  const test = check?.test;
  if (test === undefined) return undefined;
  const [kind = '', ...rest] = test;
  if (kind === 'CMD') return rest;
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...rest] : undefined;
}
