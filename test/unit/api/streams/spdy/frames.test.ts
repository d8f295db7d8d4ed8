import { deflateRawSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { headerDictionary, uint32 } from '../../../../../src/api/streams/spdy/dictionary.ts';
import type { Frame } from '../../../../../src/api/streams/spdy/frame.ts';
import { createFrameReader } from '../../../../../src/api/streams/spdy/parse-frames.ts';
import { createHeaderReader } from '../../../../../src/api/streams/spdy/read-headers.ts';
import { createSynReplies } from '../../../../../src/api/streams/spdy/write-frames.ts';
import { control, inflated } from './client.ts';
import { execRecording, forwardRecording } from './recorded.ts';

/** Each stream's bytes in one, and everything else as it is: what holds wherever the bytes are cut. */
function joined(frames: readonly Frame[]) {
  const streams = new Map<number, string>();
  const others = frames.flatMap((frame) => {
    if (frame.is !== 'data')
      return [
        'headerBlock' in frame
          ? { ...frame, headerBlock: Buffer.from(frame.headerBlock).toString('hex') }
          : frame,
      ];
    const { stream, bytes, fin } = frame;
    streams.set(
      stream,
      `${streams.get(stream) ?? ''}${Buffer.from(bytes).toString('latin1')}${fin ? ' FIN' : ''}`,
    );
    return [];
  });
  return { streams: Object.fromEntries(streams), others };
}

it('the frames that kubectl sends are read', () => {
  const { streams, others } = joined(createFrameReader()(forwardRecording));
  expect(streams).toEqual({ 1: ' FIN', 3: 'GET / HTTP/1.1\r\n\r\n FIN', 5: ' FIN', 7: ' FIN' });
  expect(others).toMatchObject([1, 3, 5, 7].map((stream) => ({ is: 'synStream', stream, fin: false })));
});

it('frames are the same wherever their bytes are cut', () => {
  const whole = joined(createFrameReader()(forwardRecording));
  const cuts = fc.array(fc.nat(forwardRecording.length), { maxLength: 40 });
  fc.assert(
    fc.property(cuts, (at) => {
      const read = createFrameReader();
      const places = [0, ...at.sort((one, other) => one - other), forwardRecording.length];
      const frames = places
        .slice(1)
        .flatMap((end, index) => read(forwardRecording.subarray(places[index], end)));
      expect(joined(frames)).toEqual(whole);
    }),
  );
});

it('bytes that are no frames are refused or left, and never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        createFrameReader()(bytes);
      } catch (error) {
        expect(error).toMatchObject({ name: 'SpdyError' });
      }
    }),
  );
});

it('a control frame of another version, of no known type, too short or too long is refused', () => {
  const read = (bytes: Buffer) => () => createFrameReader()(bytes);
  const ping = control(6, uint32(1));
  ping[1] = 2;
  expect(read(ping)).toThrow('version 2');
  expect(read(control(5, uint32(1)))).toThrow('type 5');
  expect(read(control(1, uint32(1)))).toThrow('too short');
  // The length alone tells, long before the bytes are there.
  expect(read(control(8, Buffer.alloc(20_000)).subarray(0, 8))).toThrow('20000 bytes');
});

it('headers are read in the compression of all before them', async () => {
  const headers = createHeaderReader();
  const read: object[] = [];
  for (const frame of createFrameReader()(execRecording))
    if (frame.is === 'synStream') read.push(Object.fromEntries(await headers.read(frame.headerBlock)));
  headers.close();
  expect(read).toEqual(['error', 'stdin', 'stdout', 'stderr'].map((streamtype) => ({ streamtype })));
});

it('headers that grow far over their compressed length, or cannot be decompressed, are refused', async () => {
  const head = Buffer.from('78bbe3c6a7c2', 'hex');
  const bomb = createHeaderReader();
  const block = Buffer.concat([head, deflateRawSync(Buffer.alloc(5_000_000))]);
  await expect(bomb.read(block)).rejects.toThrow('headers have more than 65536 bytes');
  const garbage = createHeaderReader();
  await expect(garbage.read(Buffer.from('no zlib'))).rejects.toThrow('headers cannot be decompressed');
  const short = createHeaderReader();
  const stored = Buffer.from('00040000fbff00000001'.slice(2), 'hex');
  await expect(short.read(Buffer.concat([head, Buffer.from([0]), stored]))).rejects.toMatchObject({
    name: 'SpdyError',
  });
});

it('replies to new streams carry no headers, for zlib as well', async () => {
  const reply = createSynReplies();
  const blocks = createFrameReader()(Buffer.concat([reply(1), reply(3)])).flatMap((frame) =>
    frame.is === 'headers' ? [frame.headerBlock] : [],
  );
  expect(blocks).toHaveLength(2);
  expect(await inflated(blocks)).toEqual(Buffer.concat([uint32(0), uint32(0)]));
  expect(headerDictionary).toHaveLength(1423);
});
