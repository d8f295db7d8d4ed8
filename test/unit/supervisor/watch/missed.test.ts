import { expect, it } from '@jest/globals';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import { missed } from '../../../../src/supervisor/watch/missed.ts';
import { capturedPod } from '../fakes.ts';

it('an instance that was made during the look is not taken for one that vanished', () => {
  expect(missed(initialState(capturedPod, 0), { containers: [] })).toEqual([]);
});

it('another holder in the place of ours is the loss of ours', () => {
  const state = {
    ...initialState(capturedPod, 0),
    sandbox: { status: 'ready', attempt: 0, id: 'h' },
  } as const;
  const other = { id: 'x', attempt: 0, running: true, createdAt: 0 };
  expect(missed(state, { sandbox: other, containers: [] })).toMatchObject([{ type: 'sandboxLost' }]);
});
