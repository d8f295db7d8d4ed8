import { expect, it } from '@jest/globals';
import type { Fact } from '../../../src/lifecycle/state/facts.ts';
import type { PodState } from '../../../src/lifecycle/state/state.ts';
import { step } from '../../../src/lifecycle/step.ts';
import { app, sidecar } from '../../support/scenario/plan.ts';
import { begin, podFrom, settings, stateOf } from './support/states.ts';

const pod = podFrom({
  restartPolicy: 'Always',
  containers: [sidecar('s1'), app('r1', { liveness: { check: { by: 'command', x: 1 }, failures: 1 } })],
});

/** r1 is in its third life. */
function thirdLife(): PodState {
  const state = stateOf(pod, { s1: 'running', r1: 'running' });
  const { state: settled } = step(state, { type: 'begin', at: begin }, settings);
  const r1 = { ...settled.containers['r1']!, attempt: 2 };
  return { ...settled, containers: { ...settled.containers, r1 } };
}

const of = { container: 'r1', attempt: 1, at: begin + 1 } as const;

const late: readonly Fact[] = [
  { ...of, type: 'running', pid: 7 },
  { ...of, type: 'exited', exitCode: 1, oomKilled: false },
  { ...of, type: 'vanished' },
  { ...of, type: 'startFailed', message: 'late' },
  { ...of, type: 'probed', probe: 'liveness', outcome: 'failure', message: 'late' },
  { ...of, type: 'hookFinished', hook: 'postStart', ok: false, message: 'late' },
  { ...of, type: 'imagePulling', image: 'demo:1' },
  { type: 'sandboxLost', attempt: 1, message: 'late', at: begin + 1 },
];

it.each(late.map((fact) => [fact.type, fact] as const))('%s of an old attempt changes nothing', (_, fact) => {
  const state = thirdLife();
  const after = step(state, fact, settings);
  expect(after.state.containers).toEqual(state.containers);
  expect([after.commands, after.events]).toEqual([[], []]);
});

it('a container of an old attempt that was made too late is removed', () => {
  const fact = { ...of, type: 'prepared', specHash: 'old', id: 'late', stopSignal: 'SIGTERM' } as const;
  expect(step(thirdLife(), fact, settings).commands).toEqual([
    { type: 'discard', container: 'r1', attempt: 1, id: 'late' },
  ]);
});
