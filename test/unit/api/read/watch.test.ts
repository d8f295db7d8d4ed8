import { expect, it } from '@jest/globals';
import type { ApiObject } from '../../../../src/api/objects/api-object.ts';
import { createReading } from '../../../../src/api/read/reading.ts';
import type { StatusError } from '../../../../src/api/status.ts';
import type { Store } from '../../../../src/api/store/store.ts';
import { noTokens } from '../no-tokens.ts';
import { firstVersion, store } from '../objects/support.ts';

const map = (name: string, labels: Record<string, string> = {}): ApiObject => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap' },
  metadata: { name, namespace: 'default', labels },
});

interface Watched {
  readonly type: string;
  readonly object: ApiObject & { readonly code?: number };
}

async function watch(kept: Store, query: string, signal = new AbortController().signal) {
  const reading = createReading({
    ...{ store: kept, now: () => 0, token: () => 't', tokens: noTokens, usage: async () => [] },
    schemas: async () => ({}),
  });
  const path = '/api/v1/namespaces/default/configmaps';
  const headers = { accept: 'application/json' };
  const answer = await reading({
    ...{ method: 'GET', path, headers, signal },
    query: new URLSearchParams(`watch=1&${query}`),
  });
  if (!answer || !('stream' in answer)) throw new Error('no stream');
  const lines = answer.stream[Symbol.asyncIterator]();
  const next = async (): Promise<Watched> => JSON.parse(String((await lines.next()).value));
  const words = async (): Promise<string> => {
    const { type, object } = await next();
    return `${type} ${object.metadata.name}`;
  };
  return { lines, next, words };
}

it('a watch without a version begins with what is there', async () => {
  const kept = store();
  kept.put('configmaps', map('a'));
  const { words } = await watch(kept, '');
  expect(await words()).toBe('ADDED a');
  kept.put('configmaps', map('a', { x: '1' }));
  kept.put('configmaps', map('b'));
  kept.remove('configmaps', 'default', 'a');
  expect([await words(), await words(), await words()]).toEqual(['MODIFIED a', 'ADDED b', 'DELETED a']);
});

it('a client that lost its connection sees each change since its version once and in order', async () => {
  const kept = store();
  const names = Array.from({ length: 300 }, (_, at) => `m${at}`);
  for (const name of names) kept.put('configmaps', map(name));
  let version = String(firstVersion);
  const seen: string[] = [];
  for (const count of [100, 150, 50]) {
    const left = new AbortController();
    const { next, lines } = await watch(kept, `resourceVersion=${version}`, left.signal);
    for (let at = 0; at < count; at += 1) {
      const { object } = await next();
      seen.push(object.metadata.name);
      version = object.metadata.resourceVersion ?? '';
    }
    left.abort();
    await lines.return?.();
  }
  expect(seen).toEqual(names);
});

it('a watch from a version that is forgotten is gone, at its beginning and in its middle', async () => {
  const kept = store();
  const { lines } = await watch(kept, `resourceVersion=${firstVersion}`);
  const first = lines.next();
  for (let at = 0; at < 1500; at += 1) kept.put('configmaps', map('a', { x: String(at) }));
  const told = JSON.parse(String((await first).value)) as Watched;
  const later = await watch(kept, `resourceVersion=${firstVersion + 1}`).catch(
    (error) => error as StatusError,
  );
  expect(later).toMatchObject({ status: { reason: 'Expired', code: 410 } });
  expect(told).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410 } });
  expect((await lines.next()).done).toBe(true);
});

it('a watch of selected objects tells what comes into the selection and what leaves it', async () => {
  const kept = store();
  kept.put('configmaps', map('a'));
  const { words } = await watch(kept, `resourceVersion=${firstVersion + 1}&labelSelector=x%3D1`);
  kept.put('configmaps', map('a', { x: '1' }));
  kept.put('configmaps', map('a', { x: '1', y: '2' }));
  kept.put('configmaps', map('a', { x: '2' }));
  expect([await words(), await words(), await words()]).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
});

it('a client that asks for its initial objects hears when they are through', async () => {
  const kept = store();
  kept.put('configmaps', map('a'));
  const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const { next } = await watch(kept, query);
  expect((await next()).type).toBe('ADDED');
  expect(await next()).toMatchObject({
    type: 'BOOKMARK',
    object: {
      kind: 'ConfigMap',
      metadata: {
        resourceVersion: String(firstVersion + 1),
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    },
  });
  await expect(watch(kept, 'sendInitialEvents=true')).rejects.toThrow('NotOlderThan');
});

it('a watch ends when its time is up, with a last bookmark, and when the client has gone', async () => {
  const kept = store();
  const { lines, next } = await watch(kept, 'timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=0');
  expect((await next()).type).toBe('BOOKMARK');
  expect((await lines.next()).done).toBe(true);
  const left = new AbortController();
  const other = await watch(kept, '', left.signal);
  const end = other.lines.next();
  left.abort();
  expect((await end).done).toBe(true);
});
