import { expect, it } from '@jest/globals';
import type { ApiObject } from '../../../../src/api/objects/api-object.ts';
import { StatusError } from '../../../../src/api/status.ts';
import { createHistory } from '../../../../src/api/store/history.ts';
import { createStore } from '../../../../src/api/store/store.ts';

const ports = { firstVersion: 100, now: () => '2026-01-01T00:00:00.000Z', uid: () => 'u' };
const map = (name: string, data: object = {}): ApiObject => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap' },
  metadata: { name, namespace: 'default' },
  data,
});

function reasonOf(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    return (error as StatusError).status.reason;
  }
}

it('every change has a version of its own, and one that changes nothing has none', () => {
  const store = createStore(ports);
  const first = store.put('configmaps', map('a', { x: '1' }));
  expect(first.metadata).toMatchObject({
    resourceVersion: '101',
    uid: 'u',
    creationTimestamp: '2026-01-01T00:00:00Z',
  });
  expect(store.put('configmaps', map('a', { x: '1' }))).toBe(first);
  expect(store.put('configmaps', map('a', { x: '2' })).metadata.resourceVersion).toBe('102');
  expect(store.remove('configmaps', 'default', 'a')?.metadata.resourceVersion).toBe('103');
  expect(store.remove('configmaps', 'default', 'a')).toBeUndefined();
});

it('versions of an object share what did not change, and none can be changed in place', () => {
  const store = createStore(ports);
  const first = store.put('configmaps', { ...map('a', { x: { deep: '1' } }), other: 1 });
  const second = store.put('configmaps', { ...map('a', { x: { deep: '1' } }), other: 2 });
  expect(second['data']).toBe(first['data']);
  expect(Object.isFrozen(second.metadata)).toBe(true);
});

it('a write over another version than the expected one is a conflict', () => {
  const store = createStore(ports);
  store.put('configmaps', map('a'));
  expect(reasonOf(() => store.put('configmaps', map('a', { x: '1' }), { expected: '99' }))).toBe('Conflict');
  expect(reasonOf(() => store.put('configmaps', map('a', { x: '1' }), { expected: '101' }))).toBe('none');
  expect(reasonOf(() => store.put('configmaps', map('a'), { isNew: true }))).toBe('AlreadyExists');
  expect(reasonOf(() => store.put('configmaps', map('b'), { expected: '1' }))).toBe('NotFound');
});

it('a list is as it was at an earlier version, until that version is too old', () => {
  const store = createStore(ports);
  store.put('configmaps', map('a', { x: '1' }));
  store.put('configmaps', map('b'));
  const { version } = store.list('configmaps');
  store.put('configmaps', map('a', { x: '2' }));
  store.remove('configmaps', 'default', 'b');
  store.put('configmaps', map('c'));
  const then = store.list('configmaps', version);
  expect(then.objects.map(({ metadata, data }) => [metadata.name, data])).toEqual([
    ['a', { x: '1' }],
    ['b', {}],
  ]);
  expect(store.list('configmaps').objects.map(({ metadata }) => metadata.name)).toEqual(['a', 'c']);
  expect(reasonOf(() => store.list('configmaps', 99))).toBe('Expired');
});

it('a history keeps so many changes, and says of older places that they are too old', () => {
  const history = createHistory(0, 2);
  for (const version of [1, 2, 3]) history.add({ version, after: map(`m${version}`) });
  expect(history.since(1).map(({ version }) => version)).toEqual([2, 3]);
  expect(history.since(3)).toEqual([]);
  expect(() => history.since(0)).toThrow(StatusError);
});

it('who waits for a change hears of the next one, and of none after the signal', async () => {
  const history = createHistory(0);
  const left = new AbortController();
  const waits = [history.next(left.signal), history.next(new AbortController().signal)];
  left.abort();
  await waits[0];
  history.add({ version: 1, after: map('a') });
  await waits[1];
});
