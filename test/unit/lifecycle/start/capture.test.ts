import { expect, it } from '@jest/globals';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import { step } from '../../../../src/lifecycle/step.ts';
import { withCaptureDefaults } from '../../../../src/pod/capture-defaults.ts';
import { app, sidecar } from '../../../support/scenario/plan.ts';
import { begin, podFrom, settings, stateOf } from '../support/states.ts';

const pod = {
  ...podFrom({ restartPolicy: 'Always', containers: [sidecar('s1'), app('r1')] }),
  capture: withCaptureDefaults({ proxy: 's1' }),
};

const running = (capture: PodState['capture']): PodState => ({
  ...stateOf(pod, { s1: 'running', r1: 'running' }),
  capture,
  ready: true,
});

const kind = { attempt: 0, backend: 'nftables', mode: 'REDIRECT' } as const;
const failed = (at: number) => ({ type: 'captureFailed', ...kind, message: 'it went out', at }) as const;
const applied = (at: number) => ({ type: 'captureApplied', ...kind, rules: 3, at }) as const;

const { restartBackoff, secondMs } = settings;
const first = restartBackoff.initialSeconds * secondMs;

it('rules whose proof fails in a pod that runs are put on again after a wait that doubles', () => {
  const once = step(running('applying'), failed(begin), settings);
  expect(once.events).toEqual([
    {
      type: 'CaptureFailed',
      backend: 'nftables',
      mode: 'REDIRECT',
      message: 'it went out',
      retryInMs: first,
    },
  ]);
  expect(once.wakeAt).toBeLessThanOrEqual(begin + first);
  const early = step(once.state, { type: 'tick', at: begin + first - 1 }, settings);
  expect(early.commands).toEqual([]);
  const due = step(early.state, { type: 'tick', at: begin + first }, settings);
  expect(due.commands).toEqual([{ type: 'applyCapture', attempt: 0 }]);
  const twice = step(due.state, failed(begin + first), settings);
  expect(twice.state.captureRetry?.at).toBe(begin + first + 2 * first);
});

it('the wait grows to the cap of the restart back-off and no further', () => {
  let state = running('applying');
  for (let round = 0; round < 20; round += 1) {
    const { state: waiting } = step(state, failed(begin), settings);
    state = step(waiting, { type: 'tick', at: waiting.captureRetry!.at }, settings).state;
  }
  expect(state.captureRetry?.seconds).toBe(restartBackoff.capSeconds);
});

it('rules that are proven end the retries, and drift is mended as before', () => {
  const { state: once } = step(running('applying'), failed(begin), settings);
  const { state: due } = step(once, { type: 'tick', at: begin + first }, settings);
  const { state: on } = step(due, applied(begin + first), settings);
  expect([on.capture, on.captureRetry]).toEqual(['on', undefined]);
  const drifted = step(on, { type: 'captureDrifted', attempt: 0, message: 'gone', at: begin + 9 }, settings);
  expect(drifted.commands).toEqual([{ type: 'applyCapture', attempt: 0 }]);
});

it('capture that failed can be switched off, and is not tried again then', () => {
  const { state: once } = step(running('applying'), failed(begin), settings);
  const off = step(once, { type: 'switchCapture', on: false, at: begin + 1 }, settings);
  expect(off.commands).toEqual([{ type: 'removeCapture', attempt: 0 }]);
  const { state: done } = step(off.state, { type: 'captureRemoved', ...kind, at: begin + 2 }, settings);
  expect(step(done, { type: 'tick', at: begin + 10 * first }, settings).commands).toEqual([]);
});

it('capture that is on is put on again when a person asks for it', () => {
  const again = step(running('on'), { type: 'switchCapture', on: true, at: begin }, settings);
  expect(again.commands).toEqual([{ type: 'applyCapture', attempt: 0 }]);
});

it('an answer about rules that are no longer being put on changes nothing', () => {
  const late = step(running('off'), failed(begin), settings);
  expect([late.state.capture, late.events]).toEqual(['off', []]);
});

it('capture that cannot be set up at the start ends the pod', () => {
  const { state } = step({ ...running('applying'), initialized: false }, failed(begin), settings);
  expect(state.failure).toBe('traffic capture could not be set up: it went out');
  expect(state.captureRetry).toBeUndefined();
});
