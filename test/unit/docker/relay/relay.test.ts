import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createRelayConnections } from '../../../../src/docker/relay/connections.ts';
import {
  createFrameReader,
  encodeFrame,
  encodeTaken,
  type Frame,
} from '../../../../src/docker/relay/frames.ts';

/** The program of the holder, which is also run here: perl is on every Debian. */
const program = 'images/holder/relay';

let server: Server;
let relay: ChildProcess;
let port: number;
let answer: (socket: Socket) => void;
const sockets = new Set<Socket>();

function kept(socket: Socket): Socket {
  sockets.add(socket);
  return socket.on('error', () => {});
}

beforeEach(async () => {
  answer = (socket) => socket.pipe(socket);
  server = createServer({ allowHalfOpen: true }, (socket) => {
    answer(kept(socket));
  });
  await listen(server);
  port = await freePort();
  relay = spawn('perl', [program, '127.0.0.1', String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await begin();
});

afterEach(async () => {
  server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  relay.stdin!.end();
  if (relay.exitCode === null) await once(relay, 'exit');
});

/** Joins the relay to the server. Settles when the relay listens. */
async function begin(): Promise<void> {
  const { port: there } = server.address() as { port: number };
  const dial = async (): Promise<Socket> => {
    const socket = kept(connect({ port: there, host: '127.0.0.1', allowHalfOpen: true }));
    await once(socket, 'connect');
    return socket;
  };
  const connections = createRelayConnections({ dial, send: (frame) => void relay.stdin!.write(frame) });
  await new Promise<void>((resolve) => {
    const reader = createFrameReader((frame) => (frame.kind === 'L' ? resolve() : connections.heed(frame)));
    relay.stdout!.on('data', reader.push);
  });
}

async function listen(one: Server): Promise<void> {
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
}

async function freePort(): Promise<number> {
  const one = createServer();
  await listen(one);
  const { port: free } = one.address() as { port: number };
  one.close();
  await once(one, 'close');
  return free;
}

const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
const call = (): Socket => kept(connect({ port, host: '127.0.0.1', allowHalfOpen: true }));

it('what a client sends reaches the server and comes back, whole and in order, on many connections at once', async () => {
  const sent = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(60_000));
  const back = sent.map((words) => {
    const socket = call();
    socket.end(words);
    return text(socket);
  });
  expect(await Promise.all(back)).toEqual(sent);
});

it('the end of one direction leaves the other one open', async () => {
  answer = (socket) => {
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes;
    });
    socket.on('end', () => socket.end(`heard ${heard}`));
  };
  const socket = call();
  socket.end('a question');
  expect(await text(socket)).toBe('heard a question');
});

it('a client that does not read holds up nobody else, and gets everything once it reads', async () => {
  const much = 'x'.repeat(8 * 1024 * 1024);
  const met = new Promise<void>((resolve) => {
    answer = (socket) => {
      socket.end(much);
      resolve();
    };
  });
  const slow = call();
  slow.pause();
  await met;
  answer = (socket) => void socket.end('at once');
  expect(await text(call())).toBe('at once');
  expect((await text(slow)).length).toBe(much.length);
});

it('a connection that breaks on one side breaks on the other', async () => {
  const met = new Promise<Socket>((resolve) => {
    answer = resolve;
  });
  const client = call();
  (await met).resetAndDestroy();
  await closed(client);

  const other = new Promise<Socket>((resolve) => {
    answer = resolve;
  });
  const leaving = call();
  await once(leaving, 'connect');
  const there = await other;
  leaving.resetAndDestroy();
  await once(there.resume(), 'end');
});

it('where nobody answers, a connection is broken rather than left hanging', async () => {
  const sent: Buffer[] = [];
  const dial = async (): Promise<never> => {
    throw new Error('nobody is there');
  };
  const broken = new Promise<void>((resolve) => {
    const send = (frame: Buffer): void => {
      sent.push(frame);
      resolve();
    };
    createRelayConnections({ dial, send }).heed({ kind: 'O', id: 7, payload: Buffer.alloc(0) });
  });
  await broken;
  expect(sent).toEqual([encodeFrame('R', 7)]);
});

it('the relay ends when its client does', async () => {
  relay.stdin!.end();
  const [code] = await once(relay, 'exit');
  expect(code).toBe(0);
});

it('frames are read wherever the stream is cut, and what is none is refused', () => {
  const stream = Buffer.concat([
    encodeFrame('O', 1),
    encodeFrame('D', 1, Buffer.from('abc')),
    encodeTaken(1, 9),
  ]);
  for (let size = 1; size <= stream.length; size++) {
    const read: Frame[] = [];
    const reader = createFrameReader((frame) => read.push({ ...frame, payload: Buffer.from(frame.payload) }));
    for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size));
    expect(read.map(({ kind, payload }) => [kind, payload.toString('hex')])).toEqual([
      ['O', ''],
      ['D', '616263'],
      ['W', '00000009'],
    ]);
  }
  const reader = createFrameReader(() => {});
  expect(() => reader.push(Buffer.from('words of a shell'))).toThrow('no frame');
});
