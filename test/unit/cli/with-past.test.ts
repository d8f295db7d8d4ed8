import { expect, it } from '@jest/globals';
import { createWithPast } from '../../../src/cli/view/with-past.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';
import type { PastSource } from '../../../src/ui/ports.ts';

function source(container: string, lines: readonly (readonly [time: string, text: string])[]): PastSource {
  async function* batches(): PastSource['lines'] {
    yield lines.map(
      ([time, text]) =>
        ({ time: `2026-03-01T09:00:${time}Z`, text, stream: 'stdout', partial: false }) as const,
    );
  }
  return { source: { pod: 'web', container, role: 'app', attempt: 0 }, lines: batches() };
}

function line(container: string, time: string, text: string): OutriderEvent {
  const of = { pod: 'web', container, attempt: 0, stream: 'stdout', partial: false } as const;
  return { type: 'Log', time: `2026-03-01T09:00:${time}Z`, seq: 9, project: 'p', line: text, ...of };
}

it('lines from before stand in the order of their times, and what came meanwhile is told once', async () => {
  const told: OutriderEvent[] = [];
  const { take, read } = createWithPast((event) => told.push(event));
  take({ ...line('app', '00', ''), type: 'PodReady' } as OutriderEvent);
  take(line('app', '02.5', 'second'));
  take(line('app', '03', 'third'));
  await read([
    source('app', [
      ['01.000000001', 'first'],
      ['02.5', 'second'],
    ]),
    source('proxy', [['01', 'zeroth']]),
  ]);
  take(line('app', '04', 'fourth'));
  expect(told.map((event) => (event.type === 'Log' ? event.line : event.type))).toEqual([
    'PodReady',
    'zeroth',
    'first',
    'second',
    'third',
    'fourth',
  ]);
});
