/** When a health check is run, in seconds. What is absent has Docker's default. */
export interface HealthTimes {
  readonly intervalSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly startPeriodSeconds?: number | undefined;
  readonly startIntervalSeconds?: number | undefined;
  readonly retries?: number | undefined;
}

/** A health check as Docker knows it. */
export interface HealthCheck extends HealthTimes {
  readonly command: readonly string[];
}

/** Those of a probe. */
interface ProbeTimes {
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** Docker's defaults (Dockerfile reference, HEALTHCHECK). */
const defaults = { interval: 30, timeout: 30, startPeriod: 0, startInterval: 5, retries: 3 };

/**
 * The times of a health check as those of probes, in whole seconds. The startup probe fails when the start period is over
 * and all retries have failed.
 */
export function probeTimes(times: HealthTimes): {
  readonly startup: ProbeTimes;
  readonly readiness: ProbeTimes;
} {
  const interval = whole(times.intervalSeconds || defaults.interval);
  const timeoutSeconds = whole(times.timeoutSeconds || defaults.timeout);
  const startPeriod = times.startPeriodSeconds ?? defaults.startPeriod;
  const whileStarting = whole(Math.min(interval, times.startIntervalSeconds || defaults.startInterval));
  const retries = times.retries || defaults.retries;
  return {
    startup: {
      periodSeconds: whileStarting,
      timeoutSeconds,
      failureThreshold: Math.ceil((startPeriod + retries * interval) / whileStarting),
    },
    readiness: { periodSeconds: interval, timeoutSeconds, failureThreshold: retries },
  };
}

function whole(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}
