import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runSimulated } from '../../simulation/support/simulate.ts';
import { disagreements, outlineOf } from '../../support/scenario/outline.ts';
import { scenarios, titleOf } from '../../support/scenario/rows/index.ts';
import type { Bench } from './support/bench.ts';
import { createBench } from './support/bench.ts';
import { pool } from './support/pool.ts';
import { runReal } from './support/real-stage.ts';
import { tableOf } from './support/table.ts';

/** Of the pod's seconds; everything that a specification says in seconds is this much shorter. */
const secondMs = 400;

/** Starts cost the engine half a second of a processor each. */
const atATime = 4;

const only = process.env['ROWS']?.split(',').map(Number);
const chosen = scenarios.filter(({ rows }) => !only || rows.some((row) => only.includes(row)));
const portable = chosen.filter(({ notPortable }) => notPortable === undefined);
const verdicts = new Map<string, { simulated: string; real: string }>();

let bench: Bench;
let real: readonly ReturnType<typeof runReal>[];

beforeAll(async () => {
  bench = await createBench();
  const work = portable.map((scenario, index) => () => runReal(bench, `pod-${index}`, scenario, secondMs));
  real = pool(atATime, work);
}, 300_000);

afterAll(async () => {
  await Promise.allSettled(real);
  await bench.cleanUp();
  process.stdout.write(tableOf(chosen, verdicts));
}, 120_000);

describe('the scenarios of Kubernetes’ own tests, on the real engine and on the simulated one', () => {
  for (const [index, scenario] of portable.entries())
    it(titleOf(scenario), async () => {
      const verdict = { simulated: 'failed', real: 'failed' };
      verdicts.set(titleOf(scenario), verdict);
      const simulated = await runSimulated(scenario);
      verdict.simulated = 'passed';
      const story = await real[index]!;
      verdict.real = 'passed';
      expect(disagreements(outlineOf(simulated), outlineOf(story))).toEqual([]);
    }, 720_000);
});
