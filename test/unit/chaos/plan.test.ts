import { expect, it } from '@jest/globals';
import { summaryOf } from '../../chaos/drill.ts';
import { readOptions } from '../../chaos/options.ts';
import { diceOf } from '../../chaos/plan/dice.ts';
import { faultRules } from '../../chaos/plan/fault-kinds.ts';
import { type Plan, planOf } from '../../chaos/plan/plan.ts';
import { livesIn } from '../../chaos/told/life.ts';

const all = { ownEngine: true, mounts: true };
const plans = (abilities = all): readonly Plan[] =>
  Array.from({ length: 400 }, (_, seed) => planOf(seed, diceOf(seed), abilities));

it('a seed gives the same run each time', () => {
  expect(plans()).toEqual(plans());
});

it('runs have every fault, in each phase that it can happen in', () => {
  const drawn = new Set(plans().map(({ fault }) => `${fault.kind} ${fault.phase}`));
  const possible = faultRules.flatMap(({ kind, phases }) => phases.map((phase) => `${kind} ${phase}`));
  expect([...drawn].sort()).toEqual([...possible].sort());
});

it('about half of the runs are captured, and half detached', () => {
  const share = (has: (plan: Plan) => boolean) => plans().filter(has).length / plans().length;
  for (const has of [({ captured }: Plan) => captured, ({ detached }: Plan) => detached]) {
    expect(share(has)).toBeGreaterThan(0.4);
    expect(share(has)).toBeLessThan(0.6);
  }
});

it('pods have three to five containers, an app and a sidecar among them', () => {
  for (const { pod } of plans()) {
    expect([3, 4, 5]).toContain(pod.containers.length);
    expect(pod.containers.map(({ role }) => role)).toEqual(expect.arrayContaining(['sidecar', 'app']));
  }
});

it('faults that the machine does not allow are left out', () => {
  const kinds = new Set(plans({ ownEngine: false, mounts: false }).map(({ fault }) => fault.kind));
  const needy = faultRules.filter(({ needs }) => needs !== undefined).map(({ kind }) => kind);
  expect(needy.filter((kind) => kinds.has(kind))).toEqual([]);
  expect(kinds.size).toBe(faultRules.length - needy.length);
});

it('a seed alone repeats one run, and a number of runs begins with it', () => {
  expect(readOptions([], 7)).toMatchObject({ seed: 7, runs: 200 });
  expect(readOptions(['--seed', '42'], 7)).toMatchObject({ seed: 42, runs: 1 });
  expect(readOptions(['--seed', '42', '--runs', '3'], 7)).toMatchObject({ seed: 42, runs: 3 });
});

it('options that make no sense are told', () => {
  expect(() => readOptions(['--runs', '0'], 7)).toThrow('--runs takes a whole number from 1 on, not 0');
  expect(() => readOptions(['--fault', 'rain'], 7)).toThrow('there is no fault rain');
});

it('a drill ends with its counts, the rules only where one was broken', () => {
  const well = { runs: 200, lost: 0, left: 0, broken: 0, failed: 0 };
  expect(summaryOf(well)).toEqual(['200 runs, 0 lost, 0 left', '200 passed, 0 failed']);
  expect(summaryOf({ ...well, left: 2, broken: 1, failed: 3 })).toEqual([
    '200 runs, 0 lost, 2 left, 1 against a rule',
    '197 passed, 3 failed',
  ]);
});

it('notes are read into lives, without the line that a kill has cut off', () => {
  const notes = [
    'app.1 1.000 begin 77',
    'app.1 1.100 line 1',
    'app.1 1.200 term',
    'app.1 1.300 end 0',
    'app.2 2.000 begin 78',
    'app.2 2.100 line 1',
    'app.2 2.2',
  ].join('\n');
  expect(livesIn('app', notes)).toEqual([
    {
      container: 'app',
      who: 'app.1',
      beganMs: 1000,
      namespace: '77',
      lines: 1,
      lastMs: 1300,
      termMs: 1200,
      endMs: 1300,
    },
    { container: 'app', who: 'app.2', beganMs: 2000, namespace: '78', lines: 1, lastMs: 2100 },
  ]);
});
