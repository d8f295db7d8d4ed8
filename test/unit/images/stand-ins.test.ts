import { expect, it } from '@jest/globals';
import { catalogueImage } from '../../../src/images/catalogue.ts';
import { ensureStandIns } from '../../../src/images/stand-ins.ts';
import { memoryStore } from './memory-store.ts';

const options = { way: 'auto', onProgress() {}, signal: new AbortController().signal } as const;
const standIn = catalogueImage('haproxy');

it('an official image that is there needs no stand-in', async () => {
  const store = memoryStore();
  store.images.set('haproxy:2.6', '');
  expect(await ensureStandIns(store, ['haproxy'], options)).toBeUndefined();
  expect(store.calls).toEqual([]);
});

it('an official image is pulled where that works', async () => {
  const store = memoryStore({ pull: async () => {} });
  expect(await ensureStandIns(store, ['haproxy'], options)).toBeUndefined();
  expect(store.calls).toEqual(['pull haproxy:2.6']);
});

it('a stand-in that is there is used at once, without asking a registry', async () => {
  const store = memoryStore();
  store.images.set(standIn.reference, standIn.hash);
  expect(await ensureStandIns(store, ['haproxy'], options)).toBe('outrider.local');
  expect(store.calls).toEqual([]);
});
