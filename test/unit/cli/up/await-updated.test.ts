import { expect, it } from '@jest/globals';
import { awaitUpdated } from '../../../../src/cli/up/follow-running.ts';
import type { ControlClient } from '../../../../src/control/client.ts';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import { pod } from '../../../support/pods.ts';

/** A run that tells nothing: its pod waits for a probe that never passes. */
const silent = {
  ask: () => new Promise(() => {}),
  subscribe: () => new Promise(() => {}),
} as unknown as ControlClient;

it('a person who does not wait any longer for a pod that was updated gets the prompt back', async () => {
  const interrupted = new AbortController();
  const one = { project: 'test', pod: 'web', control: silent, pid: 1, state: initialState(pod(), 0) };
  const waiting = awaitUpdated(one, pod(), { goal: 'running', signal: interrupted.signal });
  interrupted.abort();
  await expect(waiting).rejects.toThrow('detached; the pods go on');
});
