import { expect, it } from '@jest/globals';
import { decideRestart } from '../../../src/lifecycle/start/restart.ts';
import { initialState } from '../../../src/lifecycle/state/initial.ts';
import { container, pod } from '../../support/pods.ts';

const failing = (attempt: number, exitCode: number, restartLimit?: number) => {
  const app = container({ name: 'app', engine: { restartLimit } });
  const state = initialState(pod({ restartPolicy: 'OnFailure', containers: [app] }), 0);
  const ended = { is: 'terminated', exitCode } as Parameters<typeof decideRestart>[2];
  return decideRestart(state, { ...state.containers['app']!, attempt }, ended);
};

it('a container that has a limit is started again that often, and then given up', () => {
  expect([0, 1, 2].map((attempt) => failing(attempt, 3, 2).action)).toEqual(['restart', 'restart', 'none']);
  expect(failing(2, 3, 2).reason).toContain('it was started again 2 times, as often as it may be');
  expect(failing(9, 3).action).toBe('restart');
  expect(failing(0, 0, 2)).toMatchObject({ action: 'none', reason: expect.not.stringContaining('times') });
});
