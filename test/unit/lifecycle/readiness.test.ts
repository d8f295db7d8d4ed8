import { expect, it } from '@jest/globals';
import { step } from '../../../src/lifecycle/step.ts';
import { app, sidecar } from '../../support/scenario/plan.ts';
import { begin, podFrom, settings, stateOf } from './support/states.ts';

const pod = podFrom({ restartPolicy: 'Always', containers: [sidecar('s1'), app('r1')] });

/** Whether the pod turns ready, or stays so, when all of its containers are. */
function readyWith(readinessGates: readonly string[]): boolean {
  const state = stateOf({ ...pod, readinessGates }, { s1: 'running', r1: 'running' });
  return step(state, { type: 'begin', at: begin }, settings).state.ready;
}

it('a pod is ready when all of its app containers and sidecars are', () => {
  expect(readyWith([])).toBe(true);
});

it('a readiness gate, which nobody sets here, keeps a pod from being ready', () => {
  expect(readyWith(['example.org/checked'])).toBe(false);
});
