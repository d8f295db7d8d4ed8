import { parseDuration } from '../../pod/duration.ts';

/** Hours to microseconds, each at most once, biggest first; no days. */
const inOrder = /^(?:[\d.]+h)?(?:[\d.]+m)?(?:[\d.]+s)?(?:[\d.]+ms)?(?:[\d.]+us)?$/;

/**
 * Seconds in a Compose duration such as `1m30s` or `200ms`; undefined when it is none.
 * Source: Compose specification, `11-extension.md`, "Specifying durations".
 */
export function parseSeconds(text: string): number | undefined {
  const ms = inOrder.test(text) ? parseDuration(text) : undefined;
  // Divided once, so that whole microseconds stay exact.
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1e6;
}
