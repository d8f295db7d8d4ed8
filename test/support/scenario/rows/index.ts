import type { Scenario } from '../plan.ts';
import { appRows } from './apps.ts';
import { hookRows } from './hooks.ts';
import { initRows } from './inits.ts';
import { messageRows } from './messages.ts';
import { probeRows } from './probes.ts';
import { recoveryRows } from './recovery.ts';
import { ruleRows } from './rules.ts';
import { sidecarRows } from './sidecars.ts';
import { terminationRows } from './termination.ts';

/** Every scenario of the reference that needs an engine; each runs on the simulated and on the real one. */
export const scenarios: readonly Scenario[] = [
  ...appRows,
  ...initRows,
  ...sidecarRows,
  ...terminationRows,
  ...recoveryRows,
  ...ruleRows,
  ...hookRows,
  ...probeRows,
  ...messageRows,
];

export function titleOf({ rows, title }: Scenario): string {
  const numbers = rows.length === 1 ? `row ${rows[0]}` : `rows ${rows[0]} to ${rows.at(-1)}`;
  return `${numbers}: ${title}`;
}
