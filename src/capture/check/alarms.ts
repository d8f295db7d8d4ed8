import type { RuleCounter } from './counters.ts';
import type { Alarm } from './listeners.ts';

/** From so many calls of the proxy to itself on, between two looks, it is a loop and no health check. */
const loopThreshold = 50;

/**
 * What the counters give away: a proxy that forwards to its own listener, since the original destination of an
 * unredirected connection is its own address; and calls to the capture ports, which begin such a loop.
 *
 * @param before counters of an earlier look; absent at the first.
 */
export function counterAlarms(
  now: readonly RuleCounter[],
  before: readonly RuleCounter[] = [],
): readonly Alarm[] {
  const alarms: Alarm[] = [];
  const loops = since(now, before, 'loop-alarm');
  const calls = since(now, before, 'capture-port-called');
  if (loops >= loopThreshold)
    alarms.push({
      kind: 'loop',
      message: `the proxy connected to its own capture port ${loops} times: it forwards to itself`,
      hint: 'have it refuse a connection whose original destination is its own address',
    });
  if (calls > 0)
    alarms.push({
      kind: 'capture-port-called',
      message: `somebody outside called a capture port itself, ${calls === 1 ? 'once' : `${calls} times`}`,
      hint: 'call the app’s port instead; have the proxy refuse what was not redirected to it',
    });
  return alarms;
}

/** Counters begin at 0 again when rules are replaced. */
function since(now: readonly RuleCounter[], before: readonly RuleCounter[], name: string): number {
  const count = (rules: readonly RuleCounter[]) =>
    rules.filter((rule) => rule.name === name).reduce((sum, { packets }) => sum + packets, 0);
  const [current, earlier] = [count(now), count(before)];
  return current < earlier ? current : current - earlier;
}
