import { expect, it } from '@jest/globals';
import { restartsOf, stateOf } from '../../../src/cli/commands/ps.ts';
import { newContainer } from '../../../src/events/container-view.ts';

it.each([
  ['its first instance waits to be started', 0, 'created', 0],
  ['its first instance runs', 0, 'running', 0],
  ['its second instance is made and waits for its back-off', 1, 'created', 0],
  ['its second instance runs', 1, 'running', 1],
  ['its fourth instance has ended', 3, 'exited', 3],
])('restarts of a container, when %s', (_, attempt, state, restarts) => {
  expect(restartsOf({ attempt, state })).toBe(restarts);
});

it.each([
  ['waits for other pods, by their names', 'pods', 'Waiting for db, cache'],
  ['waits for its network', 'sandbox', 'Waiting'],
] as const)('the state of a container that %s', (_, on, expected) => {
  const base = newContainer({ name: 'app', role: 'app', image: 'i' }, true);
  const state = { is: 'waiting', reason: 'ContainerCreating', waitsFor: { on } } as const;
  const waits = [
    { pod: 'db', until: 'ready' },
    { pod: 'cache', until: 'started' },
  ] as const;
  expect(stateOf({ status: 'Created', state: 'created' }, { ...base, state }, waits)).toBe(expected);
});
