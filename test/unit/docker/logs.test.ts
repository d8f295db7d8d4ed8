import { afterEach, expect, it } from '@jest/globals';
import { readLogs } from '../../../src/docker/logs.ts';
import type { EngineLogLine } from '../../../src/supervisor/ports.ts';
import { type Answer, type FakeDaemon, fakeDaemon, frame, json, patience } from './fake-daemon.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

const time = (nanos: number) => `2026-01-02T03:04:05.${String(nanos).padStart(9, '0')}Z`;
const line = (nanos: number, text: string) => frame('stdout', `${time(nanos)} ${text}\n`);

interface Told {
  /** One after another; empty streams after the last. */
  readonly logs: readonly Answer[];
  readonly running?: readonly boolean[];
  readonly tty?: boolean;
}

async function engine({ logs, running = [false], tty = false }: Told): Promise<FakeDaemon> {
  const answers = [...logs];
  const states = [...running];
  daemon = await fakeDaemon([
    ['GET', /\/logs\?/, (...all) => (answers.shift() ?? stream())(...all)],
    [
      'GET',
      /\/json/,
      (...all) =>
        json(200, {
          Config: { Tty: tty },
          State: { Running: states.length > 1 ? states.shift() : states[0] },
        })(...all),
    ],
  ]);
  return daemon;
}

function stream(...chunks: readonly Buffer[]): Answer {
  return (response) => {
    response.writeHead(200);
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };
}

/** Some bytes, then the connection is gone. */
function cutAfter(...chunks: readonly Buffer[]): Answer {
  return (response) => {
    response.writeHead(200);
    response.write(Buffer.concat(chunks), () => response.socket?.destroy());
  };
}

async function all(lines: AsyncIterable<EngineLogLine>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const one of lines) found.push(`${one.stream} ${one.line}${one.partial ? ' …' : ''}`);
  return found;
}

it('lines of both streams, with the engine’s time', async () => {
  const { docker } = await engine({ logs: [stream(line(1, 'a'), frame('stderr', `${time(2)} b\n`))] });
  const found: EngineLogLine[] = [];
  for await (const one of readLogs(docker, 'c', { follow: true }, patience())) found.push(one);
  expect(found).toEqual([
    { time: time(1), stream: 'stdout', line: 'a', partial: false },
    { time: time(2), stream: 'stderr', line: 'b', partial: false },
  ]);
});

it('a container with a terminal has no frames', async () => {
  const { docker } = await engine({
    tty: true,
    logs: [stream(Buffer.from(`${time(1)} a\r\n${time(2)} b\r\n`))],
  });
  expect(await all(readLogs(docker, 'c', { follow: true }, patience()))).toEqual(['stdout a', 'stdout b']);
});

it('a connection that breaks is taken up one nanosecond behind the last line', async () => {
  const fake = await engine({
    running: [true, false],
    logs: [cutAfter(line(1, 'a'), line(2, 'b')), stream(line(3, 'c'))],
  });
  expect(await all(readLogs(fake.docker, 'c', { follow: true, tail: 5 }, patience()))).toEqual([
    'stdout a',
    'stdout b',
    'stdout c',
  ]);
  const asked = fake.requests
    .filter((request) => request.includes('/logs'))
    .map((request) => new URL(`http://x${request.slice(4)}`).searchParams);
  expect(asked.map((query) => [query.get('since'), query.get('tail')])).toEqual([
    [null, '5'],
    [`${Date.parse('2026-01-02T03:04:05Z') / 1000}.000000003`, null],
    [`${Date.parse('2026-01-02T03:04:05Z') / 1000}.000000004`, null],
  ]);
});

it('a stream that ends cleanly while the container runs is taken up as well, as often as it takes', async () => {
  const { docker } = await engine({
    running: [true, true, true, false],
    logs: [stream(line(1, 'a')), stream(line(2, 'b')), stream(line(3, 'c'))],
  });
  expect(await all(readLogs(docker, 'c', { follow: true }, patience()))).toEqual([
    'stdout a',
    'stdout b',
    'stdout c',
  ]);
});

it('what the engine kept back when the container ended is read in the end', async () => {
  const fake = await engine({
    running: [true, false],
    logs: [stream(line(1, 'a')), stream(frame('stdout', `${time(2)} end`))],
  });
  expect(await all(readLogs(fake.docker, 'c', { follow: true }, patience()))).toEqual([
    'stdout a',
    'stdout end …',
  ]);
  const last = new URL(`http://x${fake.requests.at(-1)!.slice(4)}`).searchParams;
  expect([last.get('follow'), last.get('since')?.slice(-2)]).toEqual(['false', '02']);
});

it('`since` is exclusive for the caller and `follow` is told to the engine', async () => {
  const fake = await engine({ logs: [stream()] });
  await all(readLogs(fake.docker, 'c', { follow: false, since: time(999_999_999) }, patience()));
  const query = new URL(`http://x${fake.requests[1]!.slice(4)}`).searchParams;
  expect(query.get('since')).toBe(`${Date.parse('2026-01-02T03:04:06Z') / 1000}.000000000`);
  expect(query.get('follow')).toBe('false');
});

it('without follow a broken connection is an error, not a short log', async () => {
  const { docker } = await engine({ logs: [cutAfter(line(1, 'a'))] });
  await expect(all(readLogs(docker, 'c', { follow: false }, patience()))).rejects.toThrow();
});

it('a container that is gone has no log', async () => {
  daemon = await fakeDaemon([['GET', /\/json/, json(404, { message: 'No such container: c' })]]);
  expect(await all(readLogs(daemon.docker, 'c', { follow: true }, patience()))).toEqual([]);
});

it('a log that the engine cannot read is said so', async () => {
  const complaint = Buffer.from('\u0003\0\0\0\0\0\0\u0003bad', 'latin1');
  const { docker } = await engine({ logs: [stream(complaint)] });
  await expect(all(readLogs(docker, 'c', { follow: false }, patience()))).rejects.toThrow(
    'cannot read the log: bad',
  );
});

it('a log that cannot be read is tried again, but not for long', async () => {
  daemon = await fakeDaemon([
    ['GET', /\/logs\?/, json(500, { message: 'no such log driver' })],
    ['GET', /\/json/, json(200, { Config: { Tty: false }, State: { Running: true } })],
  ]);
  await expect(all(readLogs(daemon.docker, 'c', { follow: true }, patience()))).rejects.toThrow(
    'no such log driver',
  );
  expect(daemon.requests.filter((request) => request.includes('/logs'))).toHaveLength(4);
});

it('giving up ends it quietly', async () => {
  const controller = new AbortController();
  const { docker } = await engine({
    running: [true],
    logs: [
      (response) => {
        response.writeHead(200);
        response.write(line(1, 'a'));
      },
    ],
  });
  const found: string[] = [];
  for await (const one of readLogs(docker, 'c', { follow: true }, controller.signal)) {
    found.push(one.line);
    controller.abort();
  }
  expect(found).toEqual(['a']);
});

it('whoever stops reading closes the connection', async () => {
  let closed: Promise<unknown> | undefined;
  const { docker } = await engine({
    running: [true],
    logs: [
      (response) => {
        closed = new Promise((resolve) => response.on('close', resolve));
        response.writeHead(200);
        response.write(line(1, 'a'));
      },
    ],
  });
  for await (const _ of readLogs(docker, 'c', { follow: true }, patience())) break;
  await closed;
});
