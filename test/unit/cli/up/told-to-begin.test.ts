import { EventEmitter } from 'node:events';
import { expect, it } from '@jest/globals';
import { toldToBegin } from '../../../../src/cli/up/told-to-begin.ts';

/** What a process has of the one that has started it. */
function parent(connected: boolean) {
  const events = new EventEmitter();
  return { events, process: Object.assign(events, { connected }) as never };
}
const { signal } = new AbortController();

it('a run that nobody has started to wait begins at once', async () => {
  expect(await toldToBegin(signal, parent(false).process)).toBe(true);
});

it('a run that waits begins when it is told to, and listens to nothing more', async () => {
  const { events, process } = parent(true);
  const told = toldToBegin(signal, process);
  events.emit('message', 'begin');
  expect(await told).toBe(true);
  expect(events.eventNames()).toEqual([]);
});

it('a run that waits does not begin once nobody can tell it to, or somebody has ended it', async () => {
  const { events, process } = parent(true);
  const told = toldToBegin(signal, process);
  events.emit('disconnect');
  expect(await told).toBe(false);
  const ending = new AbortController();
  const stopped = toldToBegin(ending.signal, parent(true).process);
  ending.abort();
  expect(await stopped).toBe(false);
});
