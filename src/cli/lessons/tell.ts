import { harmlessLines } from '../output/harmless.ts';

/** Prints lines on stdout. A lesson of somebody else's is shown without control characters. */
export function tell(lines: readonly string[]): void {
  process.stdout.write(harmlessLines(`${lines.join('\n')}\n`));
}
