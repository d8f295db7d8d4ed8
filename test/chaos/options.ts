import { parseArgs } from 'node:util';
import { type FaultKind, faultRules } from './plan/fault-kinds.ts';

export interface Options {
  /** The seed of the first run; the others follow it. */
  readonly seed: number;
  readonly runs: number;
  /** How many go on side by side, each on an engine of its own. */
  readonly jobs: number;
  /** Leaves no choice of the fault. */
  readonly fault?: FaultKind;
  /** Every run gets a line, those that were well too. */
  readonly verbose: boolean;
}

const usualRuns = 200;
const usualJobs = 2;

/** @param seed the first seed where none is given. @throws Error in words for people. */
export function readOptions(args: readonly string[], seed: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      runs: { type: 'string' },
      jobs: { type: 'string' },
      fault: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const one = values.seed !== undefined && values.runs === undefined;
  return {
    seed: whole('seed', values.seed ?? String(seed), 0),
    runs: one ? 1 : whole('runs', values.runs ?? String(usualRuns), 1),
    jobs: whole('jobs', values.jobs ?? String(usualJobs), 1),
    verbose: values.verbose,
    ...(values.fault === undefined ? {} : { fault: kindOf(values.fault) }),
  };
}

function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${name} takes a whole number from ${least} on, not ${text}`);
}

function kindOf(text: string): FaultKind {
  const rule = faultRules.find(({ kind }) => kind === text);
  if (rule) return rule.kind;
  throw new Error(`there is no fault ${text}; there are ${faultRules.map(({ kind }) => kind).join(', ')}`);
}
