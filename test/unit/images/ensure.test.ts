import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { extract } from 'tar-stream';
import { catalogueImage } from '../../../src/images/catalogue.ts';
import { type EnsureOptions, ensureImages } from '../../../src/images/ensure.ts';
import { type ImageProgress, progressLine } from '../../../src/images/progress.ts';
import { memoryStore } from './memory-store.ts';

const holder = catalogueImage('holder');
const demo = catalogueImage('demo');
const pulls = async () => {};
let progress: ImageProgress[];

beforeEach(() => {
  progress = [];
});

function options(more: Partial<EnsureOptions> = {}): EnsureOptions {
  return {
    way: 'dockerfile',
    onProgress: (each) => void progress.push(each),
    signal: new AbortController().signal,
    ...more,
  };
}

const types = () => progress.map(({ type }) => type);

describe('an image that is there', () => {
  it('is left alone when its inputs are the same', async () => {
    const store = memoryStore();
    store.images.set(holder.reference, holder.hash);
    const done = await ensureImages(store, ['holder'], options());
    expect(done).toEqual([{ name: 'holder', reference: holder.reference, was: 'present' }]);
    expect(store.calls).toEqual([]);
    expect(types()).toEqual(['present']);
  });

  it('gets its stable name back', async () => {
    const store = memoryStore();
    store.images.set(demo.reference, demo.hash);
    await ensureImages(store, ['demo'], options());
    expect(store.images.get('outrider/demo:0.1')).toBe(demo.hash);
  });

  it('is made again when it was made from something else', async () => {
    const store = memoryStore({ pull: pulls });
    store.images.set(holder.reference, 'another');
    await ensureImages(store, ['holder'], options());
    expect(store.images.get(holder.reference)).toBe(holder.hash);
    expect(progress[0]).toMatchObject({ type: 'started', why: 'outdated' });
  });
});

describe('an image that two processes want at once', () => {
  const locks = mkdtempSync(join(tmpdir(), 'outrider-locks-'));
  afterAll(() => rmSync(locks, { recursive: true }));

  it('is made by one of them, and the other waits for it', async () => {
    let letPull = (): void => {};
    const mayPull = new Promise<void>((resolve) => {
      letPull = resolve;
    });
    const store = memoryStore({ pull: () => mayPull });
    const onProgress = (each: ImageProgress): void => {
      progress.push(each);
      if (each.type === 'waiting') letPull();
    };
    const both = await Promise.all([
      ensureImages(store, ['holder'], options({ locks, onProgress })),
      ensureImages(store, ['holder'], options({ locks, onProgress })),
    ]);
    expect(store.calls.filter((call) => call.startsWith('build'))).toHaveLength(1);
    expect(both.map(([done]) => done?.was).sort()).toEqual(['built', 'present']);
    expect(types()).toContain('waiting');
  });

  it('is made all the same where locks cannot be written', async () => {
    const store = memoryStore({ pull: pulls });
    await ensureImages(store, ['holder'], options({ locks: '/dev/null/locks' }));
    expect(store.images.get(holder.reference)).toBe(holder.hash);
  });
});

describe('an image that is not there', () => {
  it('is built from its Dockerfile once its base is there', async () => {
    const store = memoryStore({ pull: pulls });
    const done = await ensureImages(store, ['demo'], options());
    expect(store.calls).toEqual([
      'pull debian:bookworm-slim',
      `build ${demo.reference} from debian:bookworm-slim`,
      `tag ${demo.reference} outrider/demo:0.1`,
    ]);
    expect(done[0]?.was).toBe('built');
    expect(types().filter((type) => type !== 'step')).toEqual(['started', 'built']);
  });

  it('is built from its folder, with the modes that it asks for', async () => {
    const store = memoryStore({ pull: pulls });
    await ensureImages(store, ['demo'], options());
    expect(await modesIn(store.contexts[0]!)).toEqual({
      Dockerfile: '644',
      'client.py': '644',
      demo: '755',
      'image.json': '644',
      'packages.txt': '644',
      'server.py': '644',
    });
  });

  it('comes from the mirror’s base where there is a mirror, and nobody else is asked', async () => {
    const store = memoryStore({ pull: pulls });
    await ensureImages(store, ['holder'], options({ mirror: 'm.example/hub' }));
    const base = 'm.example/hub/debian:bookworm-slim';
    expect(store.calls).toEqual([`pull ${base}`, `build ${holder.reference} from ${base}`]);
  });

  it('does not pull a base that is there', async () => {
    const store = memoryStore();
    store.images.set('debian:bookworm-slim', '');
    await ensureImages(store, ['holder'], options());
    expect(store.calls).toEqual([`build ${holder.reference} from debian:bookworm-slim`]);
  });

  it('shares the pull of its base with the others', async () => {
    const store = memoryStore({ pull: pulls });
    const done = await ensureImages(store, ['holder', 'demo'], options());
    expect(store.calls.filter((call) => call.startsWith('pull'))).toHaveLength(1);
    expect(done.map(({ name }) => name)).toEqual(['holder', 'demo']);
  });

  it('fails with the reason and what to do', async () => {
    const failure = ensureImages(memoryStore(), ['holder'], options());
    await expect(failure).rejects.toMatchObject({
      code: 'cannot-build',
      message: 'image holder cannot be made: not from its Dockerfile: the registry is out of reach',
      hint: expect.stringContaining('mmdebstrap'),
    });
    expect(types()).toContain('wayFailed');
  });
});

async function modesIn(tar: Buffer): Promise<Record<string, string>> {
  const modes: Record<string, string> = {};
  const archive = extract().on('entry', ({ name, mode }, content, next) => {
    modes[name] = (mode ?? 0).toString(8);
    content.resume().on('end', next);
  });
  await pipeline(Readable.from([tar]), archive);
  return modes;
}

it('a name that is not in the catalogue is an error that lists it', async () => {
  await expect(ensureImages(memoryStore(), ['nope'], options())).rejects.toMatchObject({
    code: 'unknown-image',
    hint: expect.stringContaining('holder'),
  });
});

it('an abort ends the work with its reason', async () => {
  const aborted = new AbortController();
  const reason = new Error('interrupted');
  const store = memoryStore({
    pull: (_reference, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        aborted.abort(reason);
      }),
  });
  await expect(ensureImages(store, ['holder'], options({ signal: aborted.signal }))).rejects.toBe(reason);
  expect(store.calls).toEqual(['pull debian:bookworm-slim']);
});

it('every kind of progress has a line for a person', () => {
  const of = { image: 'holder', elapsedMs: 1_234 } as const;
  const lines = [
    progressLine({ ...of, type: 'present', reference: 'r:1' }),
    progressLine({ ...of, type: 'started', reference: 'r:1', why: 'absent' }),
    progressLine({ ...of, type: 'waiting', pid: 7 }),
    progressLine({ ...of, type: 'step', way: 'packages', message: 'packing' }),
    progressLine({ ...of, type: 'wayFailed', way: 'dockerfile', message: 'no network' }),
    progressLine({ ...of, type: 'built', way: 'packages', reference: 'r:1' }),
    progressLine({ ...of, type: 'official', message: 'pulling' }),
  ];
  expect(lines).toEqual([
    'image holder: r:1 is there',
    'image holder: r:1 is absent, making it; from packages it takes about 30 s',
    'image holder: process 7 makes it already, waiting for it',
    'image holder: packing (1.2 s)',
    'image holder: not from its Dockerfile: no network',
    'image holder: r:1 made from Debian packages in 1.2 s',
    'image holder: pulling (1.2 s)',
  ]);
});
