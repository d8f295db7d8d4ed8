import { expect, it } from '@jest/globals';
import type { ControlClient } from '../../../src/control/client.ts';
import type { ControlNotice } from '../../../src/control/protocol.ts';
import { awaitPod } from '../../../src/run/await-pod.ts';

/** A run whose pod `web` is ready or not, and whose answers come when they are let go. */
function run() {
  const pending: (() => void)[] = [];
  let ready = false;
  let hear: (notice: ControlNotice) => void = () => {};
  const state = () => ({
    pod: { restartPolicy: 'Always', containers: [] },
    containers: {},
    ready,
  });
  const client = {
    ask: () =>
      new Promise((resolve) => {
        const answer = { type: 'state', state: state() };
        pending.push(() => resolve(answer));
      }),
    subscribe: (listener: (notice: ControlNotice) => void) => {
      hear = listener;
      return new Promise<void>(() => {});
    },
  } as unknown as ControlClient;
  return {
    client,
    becomeReady() {
      ready = true;
      hear({ type: 'event', event: { type: 'PodReady' } } as unknown as ControlNotice);
    },
    /** Lets one answer go; false when nobody asks. */
    async answer(): Promise<boolean> {
      await new Promise(setImmediate);
      const next = pending.shift();
      next?.();
      return next !== undefined;
    },
  };
}

it('a pod that becomes ready while its state is asked for is seen, though nothing happens after it', async () => {
  const { client, becomeReady, answer } = run();
  const reached = awaitPod(client, { name: 'web', goal: 'ready' });
  becomeReady();
  expect(await answer()).toBe(true);
  expect(await answer()).toBe(true);
  expect(await reached).toEqual({ is: 'reached' });
});
