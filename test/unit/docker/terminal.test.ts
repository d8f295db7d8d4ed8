import { Duplex, PassThrough, type Readable, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { joinTerminal, type Terminal } from '../../../src/docker/terminal.ts';

const mebibyte = 1024 * 1024;

/** A program that writes as fast as it is read, and counts. */
function program(frameOf: (body: Buffer) => Buffer, bytes: number) {
  let written = 0;
  const body = Buffer.alloc(64 * 1024, 'x');
  const socket = new Duplex({
    read(this: Readable) {
      if (written >= bytes) return void this.push(null);
      written += body.length;
      this.push(frameOf(body));
    },
    write: (_chunk, _encoding, done) => done(),
  });
  return { socket, written: () => written };
}

/** A reader that takes nothing before it is told to. */
function stuckReader() {
  const held: (() => void)[] = [];
  let stuck = true;
  let bytes = 0;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (stuck) held.push(done);
      else done();
    },
  });
  const read = (): void => {
    stuck = false;
    for (const done of held.splice(0)) done();
  };
  return { stream, read, bytes: () => bytes };
}

const frame =
  (stream: 1 | 2) =>
  (body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(body.length, 4);
    return Buffer.concat([head, body]);
  };

function terminalOver(outputs: Pick<Terminal, 'stdout' | 'stderr' | 'tty'>): Terminal {
  return {
    stdin: new PassThrough(),
    interactive: false,
    size: () => ({ rows: 24, columns: 80 }),
    onResize: () => () => {},
    ...outputs,
  };
}

async function idle(): Promise<void> {
  for (let count = 0; count < 1000; count++) await turn();
}

it.each([
  { name: 'stdout', stream: 1, tty: false },
  { name: 'stderr', stream: 2, tty: false },
  { name: 'a terminal', stream: 1, tty: true },
] as const)(
  'a program that writes to $name is read no faster than its reader reads',
  async ({ stream, tty }) => {
    const { socket, written } = program(tty ? (body) => body : frame(stream), 64 * mebibyte);
    const reader = stuckReader();
    const other = new PassThrough();
    const [stdout, stderr] = stream === 1 ? [reader.stream, other] : [other, reader.stream];
    const terminal = terminalOver({ stdout, stderr, tty });
    const joined = joinTerminal(socket, terminal, async () => {}, new AbortController().signal);
    await idle();
    expect(written()).toBeLessThan(mebibyte);
    reader.read();
    await joined;
    reader.stream.end();
    expect(reader.bytes() + reader.stream.writableLength).toBe(64 * mebibyte);
  },
);

it('a reader of stderr that goes away does not stop the program', async () => {
  const { socket, written } = program(frame(2), 4 * mebibyte);
  const reader = stuckReader();
  reader.stream.on('error', () => {});
  const terminal = terminalOver({ stdout: new PassThrough(), stderr: reader.stream, tty: false });
  const joined = joinTerminal(socket, terminal, async () => {}, new AbortController().signal);
  await idle();
  reader.stream.emit('error', new Error('EPIPE'));
  reader.read();
  await joined;
  expect(written()).toBe(4 * mebibyte);
});
