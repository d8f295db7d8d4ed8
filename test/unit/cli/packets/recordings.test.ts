import { expect, it } from '@jest/globals';
import { createRecordings, type RecordInto } from '../../../../src/cli/packets/recordings.ts';

/** Recordings that a test lets begin and end; an interrupt ends one with three packets. */
function open() {
  const begun: { readonly pod: string; readonly file: string; readonly begin: () => void }[] = [];
  const over = new Map<string, { end: (count: number) => void; fail: (error: Error) => void }>();
  const record: RecordInto = (pod, file, { interrupt, onBegin }) =>
    new Promise((end, fail) => {
      begun.push({ pod, file, begin: onBegin });
      over.set(pod, { end, fail });
      interrupt.addEventListener('abort', () => end(3));
    });
  return { begun, over, recordings: createRecordings(record) };
}
const nobody = (): void => {
  throw new Error('nobody asked for it');
};

it('a recording says when packets are recorded, and when it was asked to end how many there are', async () => {
  const { begun, recordings } = open();
  const said = recordings.begin('web', '/tmp/web.pcapng', nobody);
  begun[0]!.begin();
  expect(await said).toBe('recording the packets of web to /tmp/web.pcapng');
  expect(recordings.pods()).toEqual(['web']);
  expect(await recordings.end('web')).toBe('3 packets of web recorded in /tmp/web.pcapng');
  expect(recordings.pods()).toEqual([]);
});

it('a recording that ends by itself is told', async () => {
  const { begun, over, recordings } = open();
  const told = new Promise((ended) => {
    void recordings.begin('web', '/tmp/web.pcapng', ended);
  });
  begun[0]!.begin();
  over.get('web')!.end(1);
  expect(await told).toBe('1 packet of web recorded in /tmp/web.pcapng');
  expect(recordings.pods()).toEqual([]);
});

it('a recording that cannot begin says why', async () => {
  const { over, recordings } = open();
  const said = recordings.begin('web', '/no/web.pcapng', () => {});
  over.get('web')!.fail(new Error('/no/web.pcapng cannot be written'));
  expect(await said).toBe('the packets of web are not recorded: /no/web.pcapng cannot be written');
});

it('pods are recorded side by side, and all recordings end with the view', async () => {
  const { begun, recordings } = open();
  const said = ['web', 'shop'].map((pod) => recordings.begin(pod, `/tmp/${pod}.pcapng`, nobody));
  for (const { begin } of begun) begin();
  await Promise.all(said);
  expect(await recordings.close()).toEqual([
    '3 packets of web recorded in /tmp/web.pcapng',
    '3 packets of shop recorded in /tmp/shop.pcapng',
  ]);
  expect(recordings.pods()).toEqual([]);
});
