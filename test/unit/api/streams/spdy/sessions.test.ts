import { Duplex, PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import type { ApiPorts, ProcessStreams, TerminalSize } from '../../../../../src/api/ports.ts';
import { uint32 } from '../../../../../src/api/streams/spdy/dictionary.ts';
import { forwardOverSpdy } from '../../../../../src/api/streams/spdy/forward.ts';
import { openProcess } from '../../../../../src/api/streams/spdy/process.ts';
import { openSession } from '../../../../../src/api/streams/spdy/session.ts';
import type { SpdyStream } from '../../../../../src/api/streams/spdy/stream.ts';
import { control, spdyClient } from './client.ts';
import { execRecording, forwardRecording } from './recorded.ts';

const pod = { namespace: 'default', name: 'web' };
const forwarded = (request: number, streamtype: string, port = '8080') => ({
  ...{ streamtype, port, requestid: String(request) },
});

/** A program of the pod that answers once its input has ended. */
function answering(): Duplex {
  const [input, output] = [new PassThrough(), new PassThrough()];
  void text(input).then((asked) => output.end(`answer to ${asked.trim()}`));
  return Duplex.from({ readable: output, writable: input });
}

it('a port is forwarded to kubectl, each connection with streams of its own', async () => {
  const client = spdyClient();
  const asked: number[] = [];
  const connect: ApiPorts['connect'] = async (_pod, port) => {
    asked.push(port);
    return answering();
  };
  const done = forwardOverSpdy({ connect }, pod, client.connection);
  await client.say(forwardRecording);
  await client.until(() => [1, 3, 5, 7].every(client.hasEnded));
  expect([client.text(3), client.text(7)]).toEqual(['answer to GET / HTTP/1.1', 'answer to ']);
  expect([client.text(1), client.text(5), asked]).toEqual(['', '', [8080, 8080]]);
  client.leave();
  await done;
});

it('a connection that fails is told on its own error stream, and the others go on', async () => {
  const client = spdyClient();
  const connect: ApiPorts['connect'] = async (_pod, port) => {
    if (port === 81) throw new Error('connection refused');
    return answering();
  };
  void forwardOverSpdy({ connect }, pod, client.connection);
  await client.open(1, forwarded(0, 'error', '81'), true);
  await client.open(3, forwarded(0, 'data', '81'));
  await client.open(5, forwarded(1, 'error'), true);
  await client.open(7, forwarded(1, 'data'));
  await client.data(7, 'me', true);
  await client.until(() => [1, 3, 5, 7].every(client.hasEnded));
  expect(client.text(1)).toBe('error forwarding port 81 to pod web: connection refused');
  expect([client.text(5), client.text(7)]).toEqual(['', 'answer to me']);
  client.leave();
});

it('a connection that the client resets, or leaves behind, is closed in the pod', async () => {
  for (const end of ['reset', 'leave'] as const) {
    const client = spdyClient();
    const inside = new PassThrough();
    const closed = new Promise((resolve) => inside.once('close', resolve));
    const done = forwardOverSpdy({ connect: async () => inside }, pod, client.connection);
    await client.open(1, forwarded(0, 'error'), true);
    await client.open(3, forwarded(0, 'data'));
    await client.data(3, 'never answered');
    if (end === 'reset') await client.say(control(3, Buffer.concat([uint32(3), uint32(5)])));
    else client.leave();
    await closed;
    client.leave();
    await done;
  }
});

it('streams that are no forward, and second ones, are reset', async () => {
  const client = spdyClient();
  void forwardOverSpdy({ connect: async () => answering() }, pod, client.connection);
  await client.open(1, forwarded(0, 'video'));
  await client.open(3, forwarded(0, 'data', '70000'));
  await client.open(5, forwarded(0, 'data'));
  await client.open(7, forwarded(0, 'data'));
  const resets = () => client.frames.flatMap((frame) => (frame.is === 'rstStream' ? [frame.stream] : []));
  await client.until(() => resets().length === 3);
  expect(resets()).toEqual([1, 3, 7]);
  client.leave();
});

it('a ping is answered, and a goodbye or what is no SPDY ends the session', async () => {
  const client = spdyClient();
  const session = openSession(client.connection, () => {});
  await client.say(control(6, uint32(7)));
  expect(client.frames).toEqual([{ is: 'ping', id: 7 }]);
  await client.say(control(4, uint32(0)));
  await client.say(control(9, Buffer.concat([uint32(1), uint32(1)])));
  expect(session.signal.aborted).toBe(false);
  await client.say(control(7, Buffer.concat([uint32(0), uint32(0)])));
  expect(session.signal.aborted).toBe(true);
  const other = spdyClient();
  const { signal } = openSession(other.connection, () => {});
  await other.say(control(99, uint32(0)));
  expect([signal.aborted, other.frames]).toEqual([true, [{ is: 'goAway' }]]);
});

it('a client gets no more than 1024 streams at once', async () => {
  const client = spdyClient();
  const streams: SpdyStream[] = [];
  openSession(client.connection, (stream) => streams.push(stream));
  for (let id = 1; id <= 2 * 1025; id += 2) await client.open(id, { streamtype: 'x' });
  expect(streams).toHaveLength(1024);
  expect(client.frames.at(-1)).toEqual({ is: 'rstStream', stream: 2049 });
  streams[0]!.duplex.destroy();
  await new Promise((resolve) => streams[0]!.duplex.once('close', resolve));
  await client.open(2051, { streamtype: 'x' });
  expect(streams).toHaveLength(1025);
  client.leave();
});

it('a stream that nobody reads holds a bounded part of it, and is read on afterwards', async () => {
  const client = spdyClient();
  const opened = new Promise<SpdyStream>((resolve) => openSession(client.connection, resolve));
  await client.open(1, {});
  const { duplex } = await opened;
  const piece = Buffer.alloc(256 * 1024, 'x');
  let sent = 0;
  let isPending = false;
  while (!isPending) {
    const taken = client.data(1, piece);
    sent += piece.length;
    isPending = await Promise.race([
      taken.then(() => false),
      new Promise<boolean>((resolve) => setImmediate(() => setImmediate(resolve, true))),
    ]);
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  }
  const last = client.data(1, 'end', true);
  expect((await text(duplex)).length).toBe(sent + 3);
  await last;
  client.leave();
});

it('a command gets its input from kubectl, which gets its output and then its end', async () => {
  const client = spdyClient();
  const opening = openProcess(client.connection, { stdin: true, stdout: true, stderr: true, tty: false });
  const said = client.say(execRecording);
  const { streams, finish } = (await opening)!;
  streams.stdout.write(`got ${await text(streams.stdin!)}`);
  streams.stderr.write('beside');
  await said;
  await finish({ status: 'Success' });
  expect([client.text(5), client.text(7)]).toEqual(['got hello\n', 'beside']);
  expect([client.text(1), client.hasEnded(1)]).toEqual(['{"status":"Success"}', true]);
  const order = client.frames.flatMap((frame) => (frame.is === 'data' && frame.fin ? [frame.stream] : []));
  expect(order.at(-1)).toBe(1);
  expect(client.frames.at(-1)).toEqual({ is: 'goAway' });
});

it('the sizes of a terminal come through, however they are cut', async () => {
  const client = spdyClient();
  const opening = openProcess(client.connection, { stdin: true, stdout: true, stderr: false, tty: true });
  for (const [index, streamtype] of ['error', 'stdin', 'stdout', 'resize'].entries())
    await client.open(2 * index + 1, { streamtype });
  const { streams, signal } = (await opening)!;
  const sizes: TerminalSize[] = [];
  const second = new Promise<void>((resolve) => {
    (streams as ProcessStreams).onResize((size) => {
      sizes.push(size);
      if (sizes.length === 2) resolve();
    });
  });
  await client.data(7, '{"Width":80,"Height":24}\n{"Wid');
  await client.data(7, 'th":100,"Height":30}\n');
  await second;
  expect(sizes).toEqual([
    { columns: 80, rows: 24 },
    { columns: 100, rows: 30 },
  ]);
  expect(signal.aborted).toBe(false);
  client.leave();
  expect(signal.aborted).toBe(true);
});

it('a client that leaves before it has opened its streams leaves nothing', async () => {
  const client = spdyClient();
  const opening = openProcess(client.connection, { stdin: false, stdout: true, stderr: true, tty: false });
  await client.open(1, { streamtype: 'error' });
  client.leave();
  expect(await opening).toBeUndefined();
});
