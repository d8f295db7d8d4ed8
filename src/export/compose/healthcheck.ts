import type { Probe } from '../../pod/model.ts';

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
