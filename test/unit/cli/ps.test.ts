import { expect, it } from '@jest/globals';
import { restartsOf, stateOf, withUncreated } from '../../../src/cli/commands/ps.ts';
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

it('a container that the engine does not have yet is told of, in start order', () => {
  const view = {
    containers: [
      newContainer({ name: 'first', role: 'init', image: 'i' }, true),
      newContainer({ name: 'app', role: 'app', image: 'j' }, true),
    ],
  };
  const app = {
    id: 'x',
    name: 'app',
    role: 'app',
    attempt: 0,
    image: 'j',
    state: 'created',
    status: 'Created',
  } as const;
  expect(withUncreated([app], view).map(({ name, image, state }) => ({ name, image, state }))).toEqual([
    { name: 'first', image: 'i', state: 'created' },
    { name: 'app', image: 'j', state: 'created' },
  ]);
  expect(withUncreated([app], undefined)).toEqual([app]);
});
