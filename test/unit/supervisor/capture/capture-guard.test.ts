import { expect, it } from '@jest/globals';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import { guardCapture } from '../../../../src/supervisor/capture/capture-guard.ts';
import type { Loop } from '../../../../src/supervisor/loop.ts';
import { stubCapturer } from '../../../simulation/support/stub-capturer.ts';
import { capturedPod, contextWith } from '../fakes.ts';

const termination = {
  reason: 'x',
  startedAt: 0,
  graceSeconds: 1,
  afterwards: 'end',
  running: [],
} as const;

it.each<[string, Partial<PodState>, number]>([
  ['looked at while the pod runs', {}, 2],
  ['left alone while the pod ends', { termination }, 0],
  ['left alone before the pod is initialized', { initialized: false }, 0],
  ['left alone while capture is off', { capture: 'off' }, 0],
])('the rules are %s', async (_, changes, looks) => {
  const { context, clock, waiting, warnings } = contextWith({});
  const state: PodState = {
    ...initialState(capturedPod, 0),
    capture: 'on',
    initialized: true,
    ...changes,
  };
  let looked = 0;
  const capturer = {
    ...stubCapturer,
    check: async () => {
      looked += 1;
      return { alarms: [] };
    },
  };
  const loop = { state: () => state, post: () => {} } as unknown as Loop;
  guardCapture(loop, {
    engine: context.engine,
    capturer,
    clock,
    warn: (message) => void warnings.push(message),
    signal: waiting.signal,
  });
  await clock.run(11_000);
  waiting.abort();
  expect({ looked, warnings }).toEqual({ looked: looks, warnings: [] });
});
