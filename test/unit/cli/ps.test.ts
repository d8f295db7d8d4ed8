import { expect, it } from '@jest/globals';
import { restartsOf } from '../../../src/cli/commands/ps.ts';

it.each([
  ['its first instance waits to be started', 0, 'created', 0],
  ['its first instance runs', 0, 'running', 0],
  ['its second instance is made and waits for its back-off', 1, 'created', 0],
  ['its second instance runs', 1, 'running', 1],
  ['its fourth instance has ended', 3, 'exited', 3],
])('restarts of a container, when %s', (_, attempt, state, restarts) => {
  expect(restartsOf({ attempt, state })).toBe(restarts);
});
