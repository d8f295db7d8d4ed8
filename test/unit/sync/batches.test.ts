import { expect, it } from '@jest/globals';
import { createBatches, longestMs, quietMs } from '../../../src/sync/batches.ts';
import { createManualClock } from '../../simulation/support/manual-clock.ts';

function batches() {
  const clock = createManualClock();
  const seen: string[][] = [];
  let done = (): void => {};
  const made = createBatches(clock, (paths) => {
    seen.push([...paths]);
    return new Promise((resolve) => {
      done = resolve;
    });
  });
  const pass = async (ms: number): Promise<void> => {
    await clock.run(ms, () => false);
  };
  return { ...made, seen, pass, done: () => done() };
}

it('changes that follow each other closely are one batch, each path once', async () => {
  const { add, seen, pass } = batches();
  add('a');
  await pass(quietMs - 100);
  add('b');
  add('a');
  await pass(quietMs - 100);
  expect(seen).toEqual([]);
  await pass(200);
  expect(seen).toEqual([['a', 'b']]);
});

it('a file that is written without end holds the others back for a bounded time', async () => {
  const { add, seen, pass } = batches();
  for (let waited = 0; waited <= longestMs; waited += 250) {
    add('log');
    await pass(250);
  }
  expect(seen.length).toBeGreaterThan(0);
});

it('what changes while a batch is worked on is the next one', async () => {
  const { add, seen, pass, done } = batches();
  add('a');
  await pass(1_000);
  add('b');
  await pass(10_000);
  expect(seen).toEqual([['a']]);
  done();
  await pass(1_000);
  expect(seen).toEqual([['a'], ['b']]);
});

it('nothing is worked on once it is closed', async () => {
  const { add, seen, pass, close } = batches();
  add('a');
  close();
  await pass(10_000);
  expect(seen).toEqual([]);
});
