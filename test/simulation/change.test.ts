import { expect, it } from '@jest/globals';
import type { Pod } from '../../src/pod/model.ts';
import { app, sidecar } from '../support/scenario/plan.ts';
import { settled } from './support/simulate.ts';
import { createMachine, type Machine, type SimulatedRun } from './support/simulate-run.ts';

const pair = {
  restartPolicy: 'Always',
  containers: [sidecar('s1', { term: 1 }), app('r1', { d: 6000, term: 5 })],
} as const;

const readyTimes = ({ events }: SimulatedRun): number =>
  events.filter(({ type }) => type === 'PodReady').length;

async function ready(machine: Machine, run: SimulatedRun, times = 1): Promise<void> {
  await machine.clock.run(120_000, () => readyTimes(run) >= times);
  expect(readyTimes(run)).toBe(times);
}

const sequence = ({ events }: SimulatedRun, type: string): readonly string[] =>
  events.flatMap((event) => (event.type === type && 'container' in event ? [event.container!] : []));

const withOtherNetwork = (pod: Pod): Pod => ({ ...pod, network: { ...pod.network, hostname: 'other' } });
const withVariable = (pod: Pod): Pod => ({
  ...pod,
  containers: pod.containers.map((one) => ({ ...one, env: [{ name: 'A', value: 'b', secret: false }] })),
});

it('a pod whose file is the same is left alone', async () => {
  const machine = createMachine(pair);
  const run = machine.run('a');
  await ready(machine, run);
  expect(
    run.change({ ...machine.pod, locations: { 'containers.r1': { file: 'f', line: 3, column: 1 } } }),
  ).toEqual({
    is: 'same',
  });
  expect(run.change({ ...machine.pod, name: 'other' })).toEqual({ is: 'absent' });
});

it('a changed container alone is replaced', async () => {
  const machine = createMachine(pair);
  const run = machine.run('a');
  await ready(machine, run);
  expect(run.change(withVariable(machine.pod))).toEqual({ is: 'updated' });
  await ready(machine, run, 2);
  expect(sequence(run, 'StopSignalSent')).toEqual(['r1']);
});

it('a pod that cannot become what its file says is stopped in order and made anew, and the run goes on', async () => {
  const machine = createMachine(pair);
  const run = machine.run('a');
  await ready(machine, run);
  expect(run.change(withOtherNetwork(machine.pod))).toEqual({ is: 'anew', why: 'its network changed' });
  await ready(machine, run, 2);
  expect(sequence(run, 'StopSignalSent')).toEqual(['r1', 's1']);
  expect(run.supervisors().map(({ pod }) => pod.network.hostname)).toEqual(['other']);
  run.stop('it is over');
  expect(await settled(machine.clock, run.ended)).toEqual({ is: 'interrupted', killed: false });
  expect([...machine.engine.containers.keys()]).toEqual([]);
});

it('a pod that somebody ends while it is made anew does not come back', async () => {
  const machine = createMachine(pair);
  const run = machine.run('a');
  await ready(machine, run);
  run.change(withOtherNetwork(machine.pod));
  run.controlled().down('pod', 'outrider down', 5);
  expect(await settled(machine.clock, run.ended)).toMatchObject({ is: 'ended' });
  expect(readyTimes(run)).toBe(1);
  expect(run.change(machine.pod)).toEqual({ is: 'absent' });
});
