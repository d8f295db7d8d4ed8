import { judge, type Verdict } from './invariants/all.ts';
import type { Options } from './options.ts';
import { diceOf } from './plan/dice.ts';
import { type Abilities, describePlan, type Plan, planOf } from './plan/plan.ts';
import { liveThrough } from './story/run.ts';
import type { Place } from './story/stage.ts';
import { nowMs } from './world/clock.ts';

/** How many runs of a drill were well, and how many were not. */
export interface Result {
  readonly runs: number;
  readonly lost: number;
  readonly left: number;
  readonly broken: number;
  readonly failed: number;
}

/** Where the runs happen, and how they are told. */
export interface DrillPorts {
  readonly places: readonly Place[];
  readonly abilities: Abilities;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** All runs, one after another in each place. */
export async function drill(options: Options, ports: DrillPorts): Promise<Result> {
  const seeds = Array.from({ length: options.runs }, (_, index) => options.seed + index).values();
  const verdicts: Verdict[] = [];
  const work = async (place: Place): Promise<void> => {
    for (const seed of seeds) {
      if (ports.signal.aborted) return;
      const plan = planOf(seed, diceOf(seed), ports.abilities, options.fault);
      const begin = nowMs();
      const verdict = await runOne(plan, place);
      verdicts.push(verdict);
      const seconds = ((nowMs() - begin) / 1000).toFixed(0);
      for (const line of linesOf(plan, verdict, options.verbose)) ports.print(`${line} in ${seconds} s`);
    }
  };
  await Promise.all(ports.places.map(work));
  const count = (has: (verdict: Verdict) => boolean): number => verdicts.filter(has).length;
  return {
    runs: verdicts.length,
    lost: count(({ lost }) => lost.length > 0),
    left: count(({ left }) => left.length > 0),
    broken: count(({ broken }) => broken.length > 0),
    failed: count((verdict) => problems(verdict).length > 0),
  };
}

/** A run that the drill itself could not carry out counts as lost: nobody knows what became of the pod. */
async function runOne(plan: Plan, place: Place): Promise<Verdict> {
  try {
    return judge(await liveThrough(plan, place));
  } catch (error) {
    return { lost: [`the run broke off: ${(error as Error).stack}`], left: [], broken: [] };
  }
}

function problems({ lost, left, broken }: Verdict): readonly string[] {
  return [
    ...lost.map((what) => `lost: ${what}`),
    ...left.map((what) => `left: ${what}`),
    ...broken.map((what) => `broken: ${what}`),
  ];
}

function linesOf(plan: Plan, verdict: Verdict, verbose: boolean): readonly string[] {
  const found = problems(verdict);
  if (found.length === 0) return verbose ? [`seed ${plan.seed}: well: ${describePlan(plan)}`] : [];
  return [`seed ${plan.seed}: ${found.join('; ')} [${describePlan(plan)}]`];
}

/** The last two lines of the output. */
export function summaryOf({ runs, lost, left, broken, failed }: Result): readonly string[] {
  const rules = broken === 0 ? '' : `, ${broken} against a rule`;
  return [`${runs} runs, ${lost} lost, ${left} left${rules}`, `${runs - failed} passed, ${failed} failed`];
}
