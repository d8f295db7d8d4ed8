import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { chunksOf } from '../../../../src/docker/transport/stream.ts';
import { patience } from '../fake-daemon.ts';

async function texts(
  chunks: AsyncIterable<Buffer>,
  onChunk: () => void = () => {},
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const chunk of chunks) {
    found.push(chunk.toString());
    onChunk();
  }
  return found;
}

it('gives every chunk until the end', async () => {
  const stream = new PassThrough();
  stream.write('a');
  stream.end('b');
  expect((await texts(chunksOf(stream, patience()))).join('')).toBe('ab');
});

it('a cut is an error, because more would have come', async () => {
  const stream = new PassThrough();
  stream.write('a');
  await expect(texts(chunksOf(stream, patience()), () => stream.destroy())).rejects.toThrow();
});

it('giving up ends it quietly and closes the stream', async () => {
  const stream = new PassThrough();
  const controller = new AbortController();
  stream.write('a');
  expect(await texts(chunksOf(stream, controller.signal), () => controller.abort())).toEqual(['a']);
  expect(stream.destroyed).toBe(true);
});

it('who leaves early closes the stream', async () => {
  const stream = new PassThrough();
  stream.write('a');
  for await (const _ of chunksOf(stream, patience())) break;
  expect(stream.destroyed).toBe(true);
});
