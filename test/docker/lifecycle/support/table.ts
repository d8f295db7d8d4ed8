import type { Scenario } from '../../../support/scenario/plan.ts';
import { titleOf } from '../../../support/scenario/rows/index.ts';

/** Every scenario with its verdict on both engines; those that only one can run, with the reason. */
export function tableOf(
  scenarios: readonly Scenario[],
  verdicts: ReadonlyMap<string, { readonly simulated: string; readonly real: string }>,
): string {
  const rows = scenarios.map((scenario) => {
    const { simulated, real } = verdicts.get(titleOf(scenario)) ?? { simulated: '-', real: '-' };
    return [
      titleOf(scenario),
      simulated,
      scenario.notPortable ? `not portable: ${scenario.notPortable}` : real,
    ];
  });
  const table = [['scenario', 'simulated', 'real'], ...rows];
  const width = (column: number): number => Math.max(...table.map((row) => row[column]!.length));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(width(column))).join('  '));
  return `\n${lines.join('\n')}\n`;
}
