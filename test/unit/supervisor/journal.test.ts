import { expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';

const log = (line: string) =>
  ({ type: 'Log', container: 'app', attempt: 0, stream: 'stdout', line, partial: false }) as const;

it('a late subscriber hears what happened before, and no log line from then', () => {
  const journal = createJournal('p', () => 0);
  journal.append('pod', { type: 'PodReady' });
  for (let count = 0; count < 1000; count++) journal.append('pod', log(`line ${count}`));
  journal.append('pod', { type: 'PodRemoved' });
  const heard: OutriderEvent[] = [];
  journal.subscribe((event) => heard.push(event), { replay: true });
  expect(heard.map(({ type, seq }) => [type, seq])).toEqual([
    ['PodReady', 1],
    ['PodRemoved', 1002],
  ]);
});

it('is ready for log lines when every subscriber is', async () => {
  const journal = createJournal('p', () => 0);
  expect(journal.ready()).toBeUndefined();
  let busy: Promise<void> | undefined;
  let drain = (): void => {};
  journal.subscribe(() => {}, { ready: () => busy });
  expect(journal.ready()).toBeUndefined();
  busy = new Promise((resolve) => {
    drain = resolve;
  });
  const waiting = journal.ready();
  expect(waiting).toBeInstanceOf(Promise);
  busy = undefined;
  drain();
  await waiting;
  expect(journal.ready()).toBeUndefined();
});

it('does not wait for a subscriber that has left', async () => {
  const journal = createJournal('p', () => 0);
  const leave = journal.subscribe(() => {}, { ready: () => new Promise(() => {}) });
  const waiting = journal.ready();
  leave();
  await waiting;
  expect(journal.ready()).toBeUndefined();
});
