import { expect, it } from '@jest/globals';
import { catalogueImage } from '../../../src/images/catalogue.ts';
import { type Makers, type Making, makeImage } from '../../../src/images/make.ts';
import type { Reporter } from '../../../src/images/reporter.ts';
import { memoryStore } from './memory-store.ts';

const reporter: Reporter = { report() {}, step() {}, close() {} };
const fail = (message: string) => async () => Promise.reject(new Error(message));
const succeed = async () => {};

function making(more: Partial<Making> = {}): Making {
  return {
    store: memoryStore(),
    way: 'auto',
    pulls: new Map(),
    signal: new AbortController().signal,
    ...more,
  };
}

const make = (makers: Makers, name = 'holder', more: Partial<Making> = {}) =>
  makeImage(catalogueImage(name), making(more), reporter, makers);

it('the Dockerfile comes first, and packages are not needed then', async () => {
  expect(await make({ dockerfile: succeed, packages: fail('unused') })).toBe('dockerfile');
});

it('packages are the way where the Dockerfile does not work', async () => {
  expect(await make({ dockerfile: fail('no registry'), packages: succeed })).toBe('packages');
});

it('with neither way, both reasons are said', async () => {
  const failure = make({ dockerfile: fail('no registry'), packages: fail('no apt') });
  await expect(failure).rejects.toThrow(
    'image holder cannot be made: not from its Dockerfile: no registry; not from Debian packages: no apt',
  );
});

it('a way that was asked for is the only one', async () => {
  const failure = make({ dockerfile: fail('no registry'), packages: succeed }, 'holder', {
    way: 'dockerfile',
  });
  await expect(failure).rejects.toThrow('not from its Dockerfile: no registry');
});

it('a stand-in comes from packages only, and says that it is not needed with a registry', async () => {
  expect(await make({ dockerfile: succeed, packages: succeed }, 'haproxy')).toBe('packages');
  await expect(make({ dockerfile: succeed, packages: fail('no apt') }, 'haproxy')).rejects.toMatchObject({
    hint: expect.stringContaining('haproxy:2.6 itself is pulled'),
  });
});

it("a program's last words are the reason", async () => {
  const failed = Object.assign(new Error('long'), { shortMessage: 'tar failed', stderr: 'a\nb\nc\nd\n' });
  const failure = make({ dockerfile: () => Promise.reject(failed), packages: succeed }, 'holder', {
    way: 'dockerfile',
  });
  await expect(failure).rejects.toThrow('from its Dockerfile: b / c / d');
});

it('an abort is not taken for a way that does not work', async () => {
  const signal = AbortSignal.abort(new Error('interrupted'));
  await expect(make({ dockerfile: fail('cut'), packages: succeed }, 'holder', { signal })).rejects.toThrow(
    'interrupted',
  );
});
