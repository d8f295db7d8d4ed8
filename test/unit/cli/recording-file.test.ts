import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRecording } from '../../../src/cli/files/read-recording.ts';
import { openRecording } from '../../../src/cli/files/recording-file.ts';
import { encodeEvent, encodeHeader } from '../../../src/events/recording.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'outrider-recording-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, bytes: string | Uint8Array = ''): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes, { mode: 0o644 });
  return path;
};

const log = (line: string) =>
  ({ type: 'Log', container: 'app', attempt: 0, stream: 'stdout', line, partial: false }) as const;
const eventsOf = (count: number): readonly OutriderEvent[] => {
  const journal = createJournal('p', () => 0);
  return Array.from({ length: count }, (_, index) => journal.append('web', log(`line ${index} é`)));
};

async function read(path: string) {
  const events: OutriderEvent[] = [];
  let said = '';
  for await (const event of readRecording(path, (words) => {
    said += words;
  }))
    events.push(event);
  return { events, said };
}

describe('a file to record to', () => {
  it('is its user’s alone, also where it was there before', async () => {
    const path = file('before.gz', 'x');
    const journal = createJournal('p', () => 0);
    const finish = openRecording(path, new Date(0)).begin(journal, () => {});
    const told = journal.append('web', { type: 'PodReady' });
    await finish();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await read(path)).toEqual({ events: [told], said: '' });
    expect(gunzipSync(readFileSync(path)).toString()).toContain('"recorded":"1970-01-01T00:00:00.000Z"');
  });

  it.each([join(folder, 'no/such/folder.gz'), folder])(
    'that cannot be written is told before anything runs: %s',
    (path) => {
      expect(() => openRecording(path, new Date(0))).toThrow(/^--record .* cannot be written/);
    },
  );

  it('that takes nothing more is told at once and once, and holds nobody up', async () => {
    const journal = createJournal('p', () => 0);
    const recording = openRecording('/dev/full', new Date(0));
    const reasons: string[] = [];
    const broken = new Promise<void>((resolve) => {
      const finish = recording.begin(journal, (reason) => {
        reasons.push(reason);
        void finish().then(resolve);
      });
    });
    await broken;
    for (let count = 0; count < 1000; count++) journal.append('web', log('x'.repeat(1000)));
    expect(journal.ready()).toBeUndefined();
    expect(reasons).toEqual([expect.stringContaining('no space left')]);
  });
});

describe('a recording', () => {
  const events = eventsOf(20_000);
  const whole = encodeHeader() + events.map(encodeEvent).join('');
  const packed = gzipSync(whole);

  it.each([
    ['plain', whole],
    ['packed', packed],
  ])('that is %s is read event by event', async (name, bytes) => {
    expect((await read(file(name, bytes))).events).toEqual(events);
  });

  it('that is cut off is read up to the cut, with a word', async () => {
    const cut = await read(file('cut.gz', packed.subarray(0, packed.length / 2)));
    expect(cut.events.length).toBeGreaterThan(1000);
    expect(cut.events).toEqual(events.slice(0, cut.events.length));
    expect(cut.said).toMatch(/it is cut off in line \d+, which is left out/);
  });

  it('that is read only in part does not stay open', async () => {
    for await (const event of readRecording(file('part.gz', packed))) {
      expect(event).toEqual(events[0]);
      break;
    }
  });

  it.each([
    ['is empty', '', 'not a recording'],
    ['is another file', 'apiVersion: v1\nkind: Pod\n', 'not a recording'],
    ['is damaged', `${encodeHeader()}{"type":7}\n${encodeEvent(events[0]!)}`, 'line 2'],
    [
      'is damaged in its compression',
      Buffer.concat([packed.subarray(0, 2000), Buffer.alloc(2000, 7)]),
      /cannot read|is no event/,
    ],
  ])('that %s is refused with a sentence', async (name, bytes, words) => {
    await expect(read(file(name, bytes))).rejects.toThrow(words);
  });

  it('that is not there is refused with a sentence', async () => {
    await expect(read(join(folder, 'none.gz'))).rejects.toThrow('cannot read');
  });
});
