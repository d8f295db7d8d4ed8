import type { Found, Rule } from './finding.ts';

/** An event of the end may be lost with its supervisor, while the fault is over by then. */
const lateMs = 2_000;

/** What somebody does to the pod on purpose explains what else is found. */
export const faultInjected: Rule = {
  name: 'fault-injected',
  title: 'Somebody has put a fault on the pod',
  check: ({ name, faults }, now) =>
    faults
      .filter(({ until }) => now < Date.parse(until) + lateMs)
      .map(
        ({ id, words, container, since, until }): Found => ({
          ...(container !== undefined && { container }),
          since,
          until,
          message: `the fault ${words} is on${container === undefined ? '' : ` for ${container}`}, on purpose, until ${until.slice(11, 19)}`,
          cure: `it ends by itself; \`outrider fault clear ${name} ${id}\` ends it now`,
          evidence: [],
        }),
      ),
};
