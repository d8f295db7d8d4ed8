import { expect, it } from '@jest/globals';
import type { FaultOrder } from '../../../src/faults/fault.ts';
import { faultWords } from '../../../src/faults/fault-words.ts';
import type { PlannedFault } from '../../../src/faults/plan.ts';
import { planFaults } from '../../../src/run/plan-faults.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';
import type { Supervisor } from '../../../src/supervisor/supervise.ts';
import { createManualClock } from '../../simulation/support/manual-clock.ts';
import { pod } from '../../support/pods.ts';

function planning(faults: readonly PlannedFault[], fails = false) {
  const clock = createManualClock();
  const journal = createJournal('p', clock.wall);
  const on: string[] = [];
  const warnings: string[] = [];
  journal.subscribe((event) => {
    if (event.type === 'Warning') warnings.push(event.message);
  });
  const supervisorOf = (name: string) =>
    ({
      pod: pod({ name }),
      state: () => ({ pod: pod({ name }) }),
      faults: {
        add: async ({ fault }: FaultOrder) => {
          if (fails) throw new Error('app does not run now');
          on.push(`${name} ${faultWords(fault)}`);
        },
      },
    }) as unknown as Supervisor;
  const supervisors = [supervisorOf('front'), supervisorOf('back')];
  const end = planFaults({ seed: 1, faults }, ['front', 'back'], {
    journal,
    clock,
    supervisors: () => supervisors,
  });
  return { clock, journal, on, warnings, end };
}

const at = (ms: number) => ({ from: ms, to: ms });
const loss: PlannedFault = { targets: ['front'], faults: ['loss=5%'], at: at(1000), forMs: 500 };
const kills: PlannedFault = {
  targets: ['back/app'],
  faults: ['kill'],
  at: at(0),
  every: at(2000),
  times: 2,
  forMs: 500,
};

it('the times of a plan count from the moment at which every pod has been ready', async () => {
  const { clock, journal, on } = planning([loss, kills]);
  journal.append('front', { type: 'PodReady' });
  await clock.run(10_000);
  expect(on).toEqual([]);
  journal.append('back', { type: 'PodReady' });
  await clock.run(1500);
  expect(on).toEqual(['back kill', 'front loss=5%']);
  await clock.run(10_000);
  expect(on).toEqual(['back kill', 'front loss=5%', 'back kill']);
});

it('a fault that cannot be put on is told, and the others still come', async () => {
  const { clock, journal, warnings } = planning([loss, kills], true);
  for (const name of ['front', 'back']) journal.append(name, { type: 'PodReady' });
  await clock.run(5000);
  expect(warnings).toEqual([
    'the fault kill of the plan: app does not run now',
    'the fault loss=5% of the plan: app does not run now',
    'the fault kill of the plan: app does not run now',
  ]);
});

it('a plan that was ended puts nothing on any more', async () => {
  const { clock, journal, on, end } = planning([loss, kills]);
  for (const name of ['front', 'back']) journal.append(name, { type: 'PodReady' });
  await clock.run(100);
  end();
  await clock.run(10_000);
  expect(on).toEqual(['back kill']);
});
