import { expect, it } from '@jest/globals';
import { dueFaults, type PlannedFault, seedOf } from '../../../src/faults/plan.ts';

const once: PlannedFault = {
  targets: ['front'],
  faults: ['loss=5%'],
  at: { from: 10_000, to: 10_000 },
  forMs: 5000,
};
const chancy: PlannedFault = {
  targets: ['a/app', 'b/app'],
  faults: ['kill', 'pause'],
  at: { from: 1000, to: 2000 },
  every: { from: 3000, to: 9000 },
  times: 40,
  forMs: 1000,
};

it('a fault without `every` comes once', () => {
  expect([...dueFaults(once, 1)]).toEqual([{ at: 10_000, pod: 'front', words: 'loss=5%', forMs: 5000 }]);
});

it('the same seed makes the same faults, and another one others', () => {
  expect([...dueFaults(chancy, 7)]).toEqual([...dueFaults(chancy, 7)]);
  expect([...dueFaults(chancy, 7)]).not.toEqual([...dueFaults(chancy, 8)]);
  expect(seedOf(7, 0)).not.toBe(seedOf(7, 1));
});

it('chance stays within what the plan says, and takes each of several', () => {
  const all = [...dueFaults(chancy, 7)];
  const gaps = all.slice(1).map(({ at }, index) => at - all[index]!.at);
  expect(all).toHaveLength(40);
  expect(all[0]!.at).toBeGreaterThanOrEqual(1000);
  expect(all[0]!.at).toBeLessThanOrEqual(2000);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(9000);
  expect(new Set(all.map(({ pod, container, words }) => `${pod}/${container} ${words}`)).size).toBe(4);
});

it('a fault without `times` comes for as long as the pods run', () => {
  const { times: _, ...endless } = chancy;
  const faults = dueFaults(endless, 7);
  for (let count = 0; count < 1000; count++) expect(faults.next().done).toBe(false);
});
