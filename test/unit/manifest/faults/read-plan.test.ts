import { expect, it } from '@jest/globals';
import { readFaultPlan } from '../../../../src/manifest/faults/read-plan.ts';
import { container, pod } from '../../../support/pods.ts';

const pods = [
  pod({ name: 'front' }),
  pod({ name: 'back', containers: [container({ name: 'app' }), container({ name: 'web' })] }),
];
const read = (text: string) => readFaultPlan({ file: 'plan.yaml', text }, pods);

it('a plan is read with its defaults', () => {
  const { plan, diagnostics } = read(`
seed: 7
faults:
  - {target: front, fault: loss=5%}
  - {target: [front/app, back/web], fault: [kill, pause], at: 5s-20s, every: 30s-1m, times: 3, for: 5s}
`);
  expect(diagnostics).toEqual([]);
  expect(plan).toEqual({
    seed: 7,
    faults: [
      { targets: ['front'], faults: ['loss=5%'], at: { from: 0, to: 0 }, forMs: 30_000 },
      {
        targets: ['front/app', 'back/web'],
        faults: ['kill', 'pause'],
        at: { from: 5000, to: 20_000 },
        every: { from: 30_000, to: 60_000 },
        times: 3,
        forMs: 5000,
      },
    ],
  });
});

it.each([
  ['', 1, 'the plan is empty'],
  ['faults: []', 1, 'faults'],
  ['faults:\n  - {target: front}', 2, 'fault'],
  ['faults:\n  - {target: front, fault: loss=5%, when: 5s}', 2, 'when'],
  ['faults:\n  - {target: frnt, fault: loss=5%}', 2, 'there is no pod frnt; there is front, back'],
  ['faults:\n  - {target: front, fault: lose=5%}', 2, 'there is no fault "lose=5%"'],
  ['faults:\n  - {target: back, fault: pause}', 2, 'say which'],
  ['faults:\n  - target: front\n    fault: pause\n    at: 20s-5s', 4, 'needs a duration such as 10s'],
  ['faults:\n  - target: front\n    fault: pause\n    every: 10ms', 4, 'of 1s or more'],
])('what is wrong is told at its line: %j', (text, line, words) => {
  const { plan, diagnostics } = read(text);
  expect(plan).toBeUndefined();
  expect(diagnostics[0]).toMatchObject({ line, message: expect.stringContaining(words) });
});
