import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(process.cwd(), 'src');

/** A clock that somebody can set, or its origin. With an argument `new Date` only converts, and is not meant. */
const setClock = /\bDate\.now\b|\bnew Date\(\)|\btimeOrigin\b|\bDate\(\)/;

/** Who may read the time of day, and what for. Nothing else may: a schedule on it breaks when somebody sets it. */
const mayReadTheDay: Readonly<Record<string, string>> = {
  'supervisor/clock.ts': 'the one source of the time of events',
  'cli/api/serve.ts': 'from when to when a certificate is valid',
  'cli/commands/timeline.ts': 'the end of bars that still grow, next to the times of events',
  'cli/recipes/prepare.ts': 'from when to when a certificate is valid',
  'docker/holder/files-stamp.ts':
    'the name of the folder with the files of a volume, as the kubelet gives it',
  'images/archive.ts': 'when an image was made',
  'ui/start.tsx': 'how long ago the events on the screen were',
};

it('the time of day is read in a few places, each of which shows it and decides nothing by it', () => {
  const readers = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => setClock.test(readFileSync(join(root, file), 'utf8')));
  expect(readers.sort()).toEqual(Object.keys(mayReadTheDay).sort());
});

it('the lifecycle converts no times: it knows moments of one clock only', () => {
  const readers = readdirSync(join(root, 'lifecycle'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /\bDate\b/.test(readFileSync(join(root, 'lifecycle', file), 'utf8')));
  expect(readers).toEqual([]);
});
