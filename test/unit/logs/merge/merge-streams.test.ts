import { expect, it } from '@jest/globals';
import { mergeStreams } from '../../../../src/logs/merge/merge-streams.ts';

async function* stream(...pieces: readonly (readonly number[])[]): AsyncIterable<readonly number[]> {
  yield* pieces;
}

async function merged(...streams: readonly AsyncIterable<readonly number[]>[]): Promise<readonly number[]> {
  const lines: number[] = [];
  for await (const line of mergeStreams(streams, (a, b) => a < b)) lines.push(line);
  return lines;
}

it('puts the lines of several streams in one order, whatever comes together', async () => {
  expect(await merged(stream([1, 4], [], [9]), stream([2], [3, 10]), stream([], []))).toEqual([
    1, 2, 3, 4, 9, 10,
  ]);
  expect(await merged()).toEqual([]);
});

it('never changes the order within a stream', async () => {
  expect(await merged(stream([5, 1]), stream([2]))).toEqual([2, 5, 1]);
});
