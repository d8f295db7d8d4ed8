import { expect, it } from '@jest/globals';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';
import { foldEvents } from '../../../src/events/view.ts';
import { createHistory } from '../../../src/page/model/history.ts';
import { createSamples } from '../../../src/page/model/samples.ts';
import { createSession } from '../../../src/page/model/session.ts';

const begin = Date.parse('2026-03-01T09:00:00Z');

function event(second: number, body: EventBody): OutriderEvent {
  const time = new Date(begin + second * 1000).toISOString();
  return { time, seq: second + 1, project: 'p', pod: 'web', ...body } as OutriderEvent;
}

const created = event(0, {
  type: 'PodCreated',
  spec: 's',
  containers: [{ name: 'app', role: 'app', image: 'i' }],
});

it('a moment shows what was told until then, wherever it is', () => {
  const changes = Array.from({ length: 300 }, (_, at) =>
    event(at + 1, at % 2 === 0 ? { type: 'PodReady' } : { type: 'PodNotReady', message: 'm' }),
  );
  const all = [created, ...changes];
  const history = createHistory();
  for (let from = 0; from < all.length; from += 37) history.add(all.slice(from, from + 37));
  for (const second of [-1, 0, 1, 63, 64, 65, 128, 299, 300, 900]) {
    const told = all.filter(({ time }) => Date.parse(time) <= begin + second * 1000);
    expect(history.viewAt(begin + second * 1000)).toEqual(foldEvents(told));
  }
});

it('events of a clock that was set back count as later than those before them', () => {
  const history = createHistory();
  history.add([created, event(10, { type: 'PodReady' }), event(5, { type: 'PodNotReady', message: 'm' })]);
  expect(history.viewAt(begin + 6000).pods['web']!.ready).toBe(false);
  expect(history.viewAt(begin + 10_000)).toEqual(history.latest());
  expect(history.span()).toEqual({ from: begin, to: begin + 10_000 });
});

it('a sample holds until the next one of its pod', () => {
  const samples = createSamples();
  const usage = (bytes: number) => [{ container: 'app', cpuPercent: 1, memoryBytes: bytes }];
  samples.add([
    event(1, { type: 'UsageSampled', usage: usage(1) }),
    event(3, { type: 'UsageSampled', usage: usage(3) }),
  ]);
  const bytesAt = (second: number) => samples.usageAt('web', begin + second * 1000)[0]?.memoryBytes;
  expect([0, 1, 2, 3, 9].map(bytesAt)).toEqual([undefined, 1, 1, 3, 3]);
  expect(samples.usageAt('other', begin + 9000)).toEqual([]);
  expect(samples.hasTraffic()).toBe(false);
});

it('a session spans events and log lines, and goes on with the clock of the run', () => {
  const session = createSession();
  let heard = 0;
  session.subscribe(() => {
    heard += 1;
  });
  session.add({ events: [created] });
  session.add({
    events: [],
    lines: {
      sources: [{ pod: 'web', container: 'app', attempt: 0, stream: 'stdout' }],
      source: [0],
      from: begin + 4000,
      after: [0],
      text: ['ERROR x'],
    },
  });
  expect(session.span()).toEqual({ from: begin, to: begin + 4000 });
  expect(session.errors.size()).toBe(1);
  session.setNow(begin + 9000);
  expect(session.span().to).toBe(begin + 9000);
  expect(heard).toBe(3);
});
