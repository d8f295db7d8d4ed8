import { createInflate } from 'node:zlib';
import type { MessageConnection } from '../../../../../src/api/serve/upgrade.ts';
import { headerDictionary, uint32 } from '../../../../../src/api/streams/spdy/dictionary.ts';
import type { Frame } from '../../../../../src/api/streams/spdy/frame.ts';
import { createFrameReader } from '../../../../../src/api/streams/spdy/parse-frames.ts';

/** A client of SPDY that a test plays. */
export function spdyClient() {
  const gone = new AbortController();
  const frames: Frame[] = [];
  const read = createFrameReader();
  const listeners = new Set<() => void>();
  let hear: (bytes: Uint8Array) => undefined | Promise<void> = () => undefined;
  let isFirst = true;
  const connection: MessageConnection = {
    protocol: 'portforward.k8s.io',
    signal: gone.signal,
    onMessage: (listener) => {
      hear = listener;
    },
    send: async (bytes) => {
      frames.push(...read(Buffer.from(bytes)));
      for (const listener of listeners) listener();
    },
  };
  const say = (bytes: Uint8Array): Promise<void> => Promise.resolve(hear(bytes));
  return {
    connection,
    frames,
    say,
    leave: () => gone.abort(),
    /** Opens a stream. */
    open(stream: number, headers: Readonly<Record<string, string>>, fin = false) {
      const block = stored(written(headers));
      const head = isFirst ? zlibHead : Buffer.alloc(0);
      isFirst = false;
      const priority = Buffer.alloc(2);
      const body = Buffer.concat([uint32(stream), uint32(0), priority, head, block]);
      return say(control(1, body, fin ? 1 : 0));
    },
    data: (stream: number, text: string | Buffer, fin = false) => say(data(stream, Buffer.from(text), fin)),
    /** What has come on a stream. */
    text: (stream: number): string =>
      frames
        .flatMap((frame) =>
          frame.is === 'data' && frame.stream === stream ? [Buffer.from(frame.bytes)] : [],
        )
        .join(''),
    hasEnded: (stream: number): boolean =>
      frames.some((frame) => frame.is === 'data' && frame.stream === stream && frame.fin),
    /** Settles when it is so of what has come. */
    until: (isSo: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (!isSo()) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
  };
}

export function control(type: number, body: Buffer, flags = 0): Buffer {
  const length = uint32(body.length);
  length[0] = flags;
  return Buffer.concat([Buffer.from([0x80, 3, 0, type]), length, body]);
}

export function data(stream: number, bytes: Buffer, fin: boolean): Buffer {
  const length = uint32(bytes.length);
  length[0] = fin ? 1 : 0;
  return Buffer.concat([uint32(stream), length, bytes]);
}

/** The head of a zlib stream with the dictionary of SPDY. */
const zlibHead = Buffer.from('78bbe3c6a7c2', 'hex');

function written(headers: Readonly<Record<string, string>>): Buffer {
  const texts = Object.entries(headers).flat();
  return Buffer.concat([
    uint32(texts.length / 2),
    ...texts.flatMap((text) => [uint32(Buffer.byteLength(text)), Buffer.from(text)]),
  ]);
}

function stored(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

/** What zlib makes of blocks that follow each other. */
export function inflated(blocks: readonly Uint8Array[]): Promise<Buffer> {
  const inflate = createInflate({ dictionary: headerDictionary });
  const parts: Buffer[] = [];
  inflate.on('data', (part: Buffer) => parts.push(part));
  return new Promise((resolve, reject) => {
    inflate.on('error', reject);
    inflate.write(Buffer.concat(blocks), () => {
      inflate.destroy();
      resolve(Buffer.concat(parts));
    });
  });
}
