import type { ImageHealthcheck } from '../../pod/engine-options.ts';
import type { Probe } from '../../pod/model.ts';
import { given } from './service.ts';

/** A `healthcheck` that asks as often, and gives up as late, as a probe. */
export function healthcheck(
  test: readonly string[],
  probe: Pick<Probe, 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold' | 'initialDelaySeconds'>,
): Readonly<Record<string, unknown>> {
  const { periodSeconds, timeoutSeconds, failureThreshold, initialDelaySeconds } = probe;
  return {
    test: [...test],
    interval: `${periodSeconds}s`,
    timeout: `${timeoutSeconds}s`,
    retries: failureThreshold,
    ...(initialDelaySeconds > 0 && { start_period: `${initialDelaySeconds}s` }),
  };
}

/** The times that a file gives for the health check of an image. Undefined where it gives none. */
export function healthcheckOfImage(
  times: ImageHealthcheck | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (times === undefined) return undefined;
  const seconds = (value: number | undefined) => (value === undefined ? undefined : `${value}s`);
  const fields = given({
    interval: seconds(times.intervalSeconds),
    timeout: seconds(times.timeoutSeconds),
    start_period: seconds(times.startPeriodSeconds),
    start_interval: seconds(times.startIntervalSeconds),
    retries: times.retries,
  });
  return Object.keys(fields).length === 0 ? undefined : fields;
}
