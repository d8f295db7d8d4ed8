import { expect, it } from '@jest/globals';
import { dependentsOf, inStartOrder, withReach } from '../../../src/pod/dependency.ts';

type Waiter = Parameters<typeof inStartOrder>[0][number];

const pod = (name: string, ...others: readonly string[]): Waiter => ({
  name,
  waitFor: others.map((other) => ({ pod: other, until: 'started' })),
});

it('pods keep their order when one that stood between them is gone', () => {
  const all = withReach([pod('web', 'migrate'), pod('migrate', 'db'), pod('db')]);
  const left = all.filter(({ name }) => name !== 'migrate');
  expect(dependentsOf('db', left)).toEqual(['web']);
  expect(inStartOrder(left).map(({ name }) => name)).toEqual(['db', 'web']);
});

it('pods that wait for each other reach no end', () => {
  expect(
    withReach([pod('a', 'b'), pod('b', 'c'), pod('c', 'a')]).map(({ name, reaches }) => [name, reaches]),
  ).toEqual([
    ['a', ['c']],
    ['b', ['a']],
    ['c', ['b']],
  ]);
});
