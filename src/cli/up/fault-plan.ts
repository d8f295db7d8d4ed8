import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SeededPlan } from '../../faults/plan.ts';
import { readFaultPlan } from '../../manifest/faults/read-plan.ts';
import { reportProblems } from '../../manifest/report.ts';
import type { Pod } from '../../pod/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** The plan of `--faults`, with a seed. @throws Failure when it cannot be read, after printing what is wrong with it. */
export function loadFaultPlan(file: string, pods: readonly Pod[]): SeededPlan {
  const source = { file, text: textOf(file) };
  const { plan, diagnostics } = readFaultPlan(source, pods);
  process.stderr.write(reportProblems(diagnostics, [source]));
  if (!plan) throw new Failure(exitCodes.usage, `${file} is no plan of faults; nothing was created`);
  return { seed: randomInt(2 ** 32), ...plan };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(exitCodes.usage, `cannot read ${file}: ${(error as Error).message}`);
  }
}
