import { afterEach, expect, it } from '@jest/globals';
import { afterError, readLogs } from '../../../../src/docker/logs/logs.ts';
import { unixOf } from '../../../../src/logs/time/instant.ts';
import { instantOf } from '../../../../src/logs/time/timestamp.ts';
import { EngineError, type EngineLogLine } from '../../../../src/supervisor/ports.ts';
import { type Answer, type FakeDaemon, fakeDaemon, frame, json, patience } from '../fake-daemon.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

const time = (nanos: number) => `2026-01-02T03:04:05.${String(nanos).padStart(9, '0')}Z`;
const second = Date.parse('2026-01-02T03:04:05Z') / 1000;
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

/** These parameters of each request for the log. */
function asked({ requests }: FakeDaemon, ...names: readonly string[]) {
  return requests
    .filter((request) => request.includes('/logs'))
    .map((request) => new URL(`http://x${request.slice(4)}`).searchParams)
    .map((query) => names.map((name) => query.get(name)));
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

it('a connection that breaks is taken up where it broke, and what comes again is dropped', async () => {
  const fake = await engine({
    running: [true, false],
    logs: [cutAfter(line(1, 'a'), line(2, 'b')), stream(line(1, 'a'), line(2, 'b'), line(3, 'c'))],
  });
  expect(await all(readLogs(fake.docker, 'c', { follow: true }, patience()))).toEqual([
    'stdout a',
    'stdout b',
    'stdout c',
  ]);
});

it('after a break no line comes that the first request left out', async () => {
  const fake = await engine({
    running: [true, false],
    logs: [cutAfter(line(1, 'a'), line(2, 'b')), stream(line(2, 'b'), line(3, 'c'))],
  });
  await all(readLogs(fake.docker, 'c', { follow: true, tail: 5 }, patience()));
  expect(asked(fake, 'since', 'tail')).toEqual([
    [null, '5'],
    [`${second}.000000001`, null],
    [`${second}.000000001`, null],
  ]);
});

interface Frame {
  readonly stream: 'stdout' | 'stderr';
  readonly ms: number;
  readonly text: string;
}

/**
 * As the engine's two copiers write it: times that are equal, lines that come after one with a later time, and a line
 * in three frames with another stream's line in between.
 */
const log: readonly Frame[] = [
  { stream: 'stdout', ms: 1, text: 'one\n' },
  { stream: 'stdout', ms: 1, text: 'two\n' },
  { stream: 'stdout', ms: 9, text: 'three\n' },
  { stream: 'stderr', ms: 4, text: 'late\n' },
  { stream: 'stderr', ms: 9, text: 'same\n' },
  { stream: 'stdout', ms: 20, text: 'a long ' },
  { stream: 'stderr', ms: 21, text: 'between\n' },
  { stream: 'stdout', ms: 22, text: 'line in ' },
  { stream: 'stdout', ms: 23, text: 'parts\n' },
  { stream: 'stdout', ms: 30, text: 'end' },
];

/** The log file as the engine serves it, from `since` on; the first answers break after so many bytes. */
function served(breaks: readonly number[]): Answer {
  let nth = 0;
  return (response, request) => {
    const since = new URL(`http://x${request.url}`).searchParams.get('since') ?? '';
    const bytes = Buffer.concat(
      log
        .filter(({ ms }) => unixOf(instantOf(time(ms * 1e6))) >= since)
        .map(({ stream, ms, text }) => frame(stream, `${time(ms * 1e6)} ${text}`)),
    );
    const broken = breaks[nth++];
    if (broken === undefined) stream(bytes)(response, request, '');
    else cutAfter(bytes.subarray(0, broken))(response, request, '');
  };
}

const wholeLog = [
  'stdout one',
  'stdout two',
  'stdout three',
  'stderr late',
  'stderr same',
  'stderr between',
  'stdout a long line in parts',
  'stdout end …',
];

it.each([
  ['before the first byte', [0]],
  ['in a header', [3]],
  ['in a timestamp', [20]],
  ['in the text of a line', [8 + 31 + 2]],
  ['between lines of one time', [8 + 31 + 4]],
  ['behind a line that is later than the next', [8 + 31 + 4, 3 * (8 + 31) + 14]],
  ['between lines of two streams at one time', [4 * (8 + 31) + 19]],
  ['behind the first part of a long line', [6 * (8 + 31) + 31]],
  ['in the second part of a long line', [8 * (8 + 31) + 42]],
  ['again and again', [50, 100, 150, 200, 0, 250, 300, 350]],
])('no line is lost and none comes twice when the stream breaks %s', async (_, breaks) => {
  const answer = served(breaks);
  const { docker } = await engine({
    running: [true, false],
    logs: Array.from({ length: breaks.length + 2 }, () => answer),
  });
  expect(await all(readLogs(docker, 'c', { follow: true }, patience()))).toEqual(wholeLog);
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
  expect(asked(fake, 'follow', 'since')).toEqual([
    ['true', null],
    ['false', `${second - 1}.000000001`],
  ]);
});

it('`since` is exclusive for the caller and `follow` is told to the engine', async () => {
  const fake = await engine({ logs: [stream()] });
  await all(readLogs(fake.docker, 'c', { follow: false, since: time(999_999_999) }, patience()));
  expect(asked(fake, 'follow', 'since')).toEqual([['false', `${second + 1}.000000000`]]);
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

it('complaints of the engine are counted anew after every line', async () => {
  const complaint = json(500, { message: 'the log is being rotated' });
  const away = [complaint, complaint, complaint];
  const { docker } = await engine({
    running: [true, true, false],
    logs: [...away, cutAfter(line(1, 'a')), ...away.slice(1), stream(line(2, 'b'))],
  });
  expect(await all(readLogs(docker, 'c', { follow: true }, patience()))).toEqual(['stdout a', 'stdout b']);
});

it('an engine that is away is waited for however long it takes, and one that complains is not', () => {
  const away = new EngineError('no-engine', 'no Docker engine answers');
  const complaint = new EngineError('engine', 'cannot read the log');
  expect(afterError(away, { follow: true }, 100_000, patience())).toBe('the same');
  expect(() => afterError(away, { follow: false }, 0, patience())).toThrow(away);
  expect(() => afterError(complaint, { follow: true }, 3, patience())).toThrow(complaint);
});

it('a log that is followed waits for an engine that is away at first', async () => {
  let asks = 0;
  daemon = await fakeDaemon([
    ['GET', /\/logs\?/, stream(line(1, 'a'))],
    [
      'GET',
      /\/json/,
      (...call) => {
        asks += 1;
        if (asks === 1) call[0].socket?.destroy();
        else json(200, { Config: { Tty: false }, State: { Running: false } })(...call);
      },
    ],
  ]);
  expect(await all(readLogs(daemon.docker, 'c', { follow: true }, patience()))).toEqual(['stdout a']);
});
