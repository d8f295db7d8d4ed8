import { expect, it } from '@jest/globals';
import { batchesOf } from '../../../src/page/document/batches.ts';
import { documentHead } from '../../../src/page/document/document.ts';
import type { PageBatch } from '../../../src/page/model/batch.ts';
import { formatLink, parseLink } from '../../../src/page/model/moment-link.ts';
import { shopEvents } from '../../page/support/recording.ts';

const parts = { title: 'run', script: 'go()', style: 'p{}' };

it('a document cannot be left by what stands in it', () => {
  const head = documentHead({
    ...parts,
    mode: 'report',
    title: '</title><script>alert(1)</script>',
    script: 'const a = "</script><!--"',
    style: 'p::after{content:"</style>"}',
  });
  expect(head.match(/<script/g)).toHaveLength(2);
  expect(head.match(/<\/script/g)).toHaveLength(2);
  expect(head.match(/<\/style/g)).toHaveLength(1);
  expect(head).not.toContain('<!--');
});

it('a report may ask for nothing, a live page for its own server only', () => {
  const policy = (mode: 'report' | 'live') =>
    /connect-src ('\w+');/.exec(documentHead({ ...parts, mode }))?.[1];
  expect([policy('report'), policy('live')]).toEqual(["'none'", "'self'"]);
});

it('batches hold all events in their order, and no batch is large', async () => {
  const events = shopEvents(12_000);
  async function* stream() {
    yield* events;
  }
  const batches: PageBatch[] = [];
  for await (const batch of batchesOf(stream())) batches.push(batch);
  const texts = batches.flatMap(({ lines }) => lines?.text ?? []);
  expect(texts).toEqual(events.flatMap((event) => (event.type === 'Log' ? [event.line] : [])));
  expect(batches.flatMap((batch) => batch.events)).toEqual(events.filter(({ type }) => type !== 'Log'));
  expect(Math.max(...batches.map(({ lines }) => lines?.text.length ?? 0))).toBeLessThanOrEqual(5000);
});

it('a link keeps the moment and what is shown of the log', () => {
  const link = { offsetMs: 12_345, filter: 'a&b=c #d', level: 'warn' } as const;
  expect(parseLink(formatLink(link))).toEqual(link);
  expect(formatLink({ offsetMs: 12_345 })).toBe('#t=12.345');
  expect(formatLink({})).toBe('');
});

it.each(['', '#', '#t=', '#t=later', '#t=-3', '#level=loud', '#filter='])(
  'a link %j says nothing',
  (hash) => {
    expect(parseLink(hash)).toEqual({});
  },
);
