import { expect, it } from '@jest/globals';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import { guardCapture } from '../../../../src/supervisor/capture/capture-guard.ts';
import type { Loop } from '../../../../src/supervisor/loop.ts';
import { stubCapturer } from '../../../simulation/support/stub-capturer.ts';
import { capturedPod, contextWith } from '../fakes.ts';

const inForce = { backend: 'nftables', mode: 'REDIRECT', rules: 3 } as const;

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
    tell: () => {},
    adopted: false,
    signal: waiting.signal,
  });
  await clock.run(11_000);
  waiting.abort();
  expect({ looked, warnings }).toEqual({ looked: looks, warnings: [] });
});

it.each([
  ['told at once when they are as they should be', { found: inForce, alarms: [] }, [`CaptureApplied at 0`]],
  ['left to be put on again when they are not', { drift: 'gone', alarms: [] }, ['captureDrifted at 0']],
])('the rules of a pod that is taken over are %s', async (_, check, expected) => {
  const { context, clock, waiting } = contextWith({});
  const begin = clock.monotonic();
  const heard: string[] = [];
  const hear = ({ type }: { readonly type: string }): void =>
    void heard.push(`${type} at ${clock.monotonic() - begin}`);
  const state: PodState = { ...initialState(capturedPod, 0), capture: 'on', initialized: true };
  const loop = { state: () => state, post: hear } as unknown as Loop;
  const capturer = { ...stubCapturer, check: async () => check };
  const { engine } = context;
  guardCapture(loop, {
    ...{ engine, capturer, clock, warn: () => {}, tell: hear, adopted: true },
    signal: waiting.signal,
  });
  await clock.run(1_000);
  waiting.abort();
  expect(heard).toEqual(expected);
});
