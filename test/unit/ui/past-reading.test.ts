import { afterEach, expect, it } from '@jest/globals';
import { createPastReading } from '../../../src/ui/past-reading.ts';
import type { PastSource } from '../../../src/ui/ports.ts';
import { createSession, type Session } from '../../../src/ui/session.ts';
import { emptyPod, running } from './fixtures/runs.ts';

let session: Session;
afterEach(() => session.pane().close());

function sessionOf(events: ReturnType<typeof running>['events']): Session {
  session = createSession(() => 0);
  for (const event of events) session.take(event, 0);
  return session;
}

it('some lines are read once containers are known, all of them once', async () => {
  const asked: (number | undefined)[] = [];
  const past = async (_: readonly string[], { tail }: { readonly tail?: number }) => {
    asked.push(tail);
    return [];
  };
  const early = createPastReading({ past }, sessionOf(emptyPod().events));
  expect([await early.begin(), await early.whole(), early.isWhole()]).toEqual([false, false, false]);
  const reading = createPastReading({ past }, sessionOf(running().events));
  expect([await reading.begin(), await reading.begin()]).toEqual([true, false]);
  expect([await reading.whole(), await reading.whole()]).toEqual([true, false]);
  expect(asked).toEqual([1000, undefined]);
});

it('an engine that does not answer is asked again', async () => {
  let answers = false;
  const past = async (): Promise<readonly PastSource[]> => {
    if (!answers) throw new Error('the engine does not answer');
    return [];
  };
  const reading = createPastReading({ past }, sessionOf(running().events));
  await expect(reading.begin()).rejects.toThrow('does not answer');
  await expect(reading.whole()).rejects.toThrow('does not answer');
  answers = true;
  expect(await reading.whole()).toBe(true);
});

it('where there is no engine, the lines that are there are all', async () => {
  const reading = createPastReading({}, sessionOf(running().events));
  expect([reading.isWhole(), await reading.begin(), await reading.whole()]).toEqual([true, false, false]);
});
