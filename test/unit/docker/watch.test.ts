import { afterEach, expect, it } from '@jest/globals';
import { watch } from '../../../src/docker/watch.ts';
import type { Notice } from '../../../src/supervisor/ports.ts';
import { type Answer, type FakeDaemon, fakeDaemon, json } from './fake-daemon.ts';

let daemon: FakeDaemon | undefined;
let controller = new AbortController();
let gone: string[] = [];

afterEach(async () => {
  controller.abort();
  controller = new AbortController();
  gone = [];
  await daemon?.close();
  daemon = undefined;
});

const ofPod = { 'dev.outrider.project': 'p', 'dev.outrider.pod': 'w' };
const second = 1_767_323_045;

function event(action: string, id: string, nanos: number, attributes: object = {}): string {
  return `${JSON.stringify({
    Type: 'container',
    Action: action,
    Actor: { ID: id, Attributes: { exitCode: '3', 'dev.outrider.role': 'app', ...ofPod, ...attributes } },
    timeNano: second * 1e9 + nanos,
  })}\n`;
}

/** Sends the pieces, then keeps the stream open, or cuts it. */
function events(pieces: readonly string[], cut = false): Answer {
  return (response) => {
    response.writeHead(200);
    const next = (at: number) => {
      if (at < pieces.length) response.write(pieces[at], () => setImmediate(next, at + 1));
      else if (cut) response.socket?.destroy();
    };
    response.flushHeaders();
    next(0);
  };
}

async function engine(streams: readonly Answer[], state: object = {}): Promise<FakeDaemon> {
  const answers = [...streams];
  daemon = await fakeDaemon([
    ['GET', /\/events/, (...all) => (answers.shift() ?? events([]))(...all)],
    ['GET', /\/containers\/gone\/json/, json(404, { message: 'No such container: gone' })],
    [
      'GET',
      /\/containers\/.*\/json/,
      json(200, {
        State: {
          Running: false,
          ExitCode: 3,
          OOMKilled: false,
          FinishedAt: '2026-01-02T03:04:05.5Z',
          ...state,
        },
      }),
    ],
  ]);
  return daemon;
}

function notices(fake: FakeDaemon, removed: readonly string[] = []): AsyncIterable<Notice> {
  const context = {
    docker: fake.docker,
    project: 'p',
    pod: 'w',
    networks: ['outrider_p'],
    isRemoved: (id: string) => removed.includes(id),
    onGone: (id: string) => void gone.push(id),
  };
  return watch(context, controller.signal);
}

/** The first so many notices. */
async function take(count: number, from: AsyncIterable<Notice>): Promise<readonly Notice[]> {
  const found: Notice[] = [];
  for await (const notice of from) {
    found.push(notice);
    if (found.length === count) break;
  }
  return found;
}

it('a death is told with what the container knows of it', async () => {
  const fake = await engine([events([event('die', 'a', 1)])]);
  expect(await take(1, notices(fake))).toEqual([
    {
      type: 'exited',
      id: 'a',
      exitCode: 3,
      oomKilled: false,
    },
  ]);
});

it.each([
  [true, 137, true],
  [true, 0, false],
  [false, 137, false],
])(
  'out of memory needs the engine’s flag (%s) and SIGKILL (%s): %s',
  async (OOMKilled, ExitCode, oomKilled) => {
    const fake = await engine([events([event('die', 'a', 1)])], { OOMKilled, ExitCode });
    expect(await take(1, notices(fake))).toMatchObject([{ exitCode: ExitCode, oomKilled }]);
  },
);

it('a death of what is removed already is told from the event', async () => {
  const fake = await engine([events([event('die', 'gone', 500_000_000)])]);
  expect(await take(1, notices(fake))).toEqual([
    { type: 'exited', id: 'gone', exitCode: 3, oomKilled: false },
  ]);
});

it('only removals by others are told', async () => {
  const fake = await engine([events([event('destroy', 'ours', 1), event('destroy', 'theirs', 2)])]);
  expect(await take(1, notices(fake, ['ours']))).toEqual([{ type: 'removed', id: 'theirs' }]);
});

it('the end of the holder is the loss of the sandbox, unless we removed it', async () => {
  const holder = { 'dev.outrider.role': 'holder' };
  const fake = await engine([events([event('die', 'old', 1, holder), event('die', 'new', 2, holder)])]);
  expect(await take(1, notices(fake, ['old']))).toEqual([
    { type: 'sandboxLost', id: 'new', message: "the pod's holder ended with code 3" },
  ]);
});

it('events that are cut anywhere are put together', async () => {
  const text = event('destroy', 'ä', 1) + event('destroy', 'b', 2);
  const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
  const fake = await engine([events(bytes as unknown as string[])]);
  expect(await take(2, notices(fake))).toEqual([
    { type: 'removed', id: 'ä' },
    { type: 'removed', id: 'b' },
  ]);
});

it('a broken stream is taken up where it broke: nothing twice, and a word that something may be missing', async () => {
  const first = event('destroy', 'a', 5_000);
  const fake = await engine([events([first], true), events([first, event('destroy', 'b', 6_000)])]);
  expect(await take(3, notices(fake))).toEqual([
    { type: 'removed', id: 'a' },
    { type: 'reconnected' },
    { type: 'removed', id: 'b' },
  ]);
  const [, again] = fake.requests.filter((request) => request.includes('/events'));
  const since = Number(new URL(`http://x${again!.slice(4)}`).searchParams.get('since'));
  expect(since).toBeGreaterThan(second);
  expect(since).toBeLessThanOrEqual(second + 5e-6);
});

it('an engine that is away at first is waited for', async () => {
  const fake = await engine([(response) => response.socket?.destroy(), events([event('destroy', 'a', 1)])]);
  expect(await take(2, notices(fake))).toEqual([{ type: 'reconnected' }, { type: 'removed', id: 'a' }]);
});

it('what happens to containers of others is nobody’s business here', async () => {
  const other = { 'dev.outrider.pod': 'x' };
  const stranger = { 'dev.outrider.project': undefined };
  const fake = await engine([
    events([event('destroy', 'a', 1, other), event('die', 'b', 2, stranger), event('destroy', 'c', 3)]),
  ]);
  expect(await take(1, notices(fake))).toEqual([{ type: 'removed', id: 'c' }]);
});

it('a container that is disconnected from the project’s network is told of, and no other network counts', async () => {
  const disconnect = (name: string, holder: string): string =>
    `${JSON.stringify({
      Type: 'network',
      Action: 'disconnect',
      Actor: { ID: 'n', Attributes: { container: holder, name } },
      timeNano: second * 1e9,
    })}\n`;
  const fake = await engine([
    events([disconnect('outrider_q', 'a'), disconnect('bridge', 'b'), disconnect('outrider_p', 'c')]),
  ]);
  expect(await take(1, notices(fake))).toEqual([{ type: 'networkLost', id: 'c' }]);
});

it('a removal is the last of a container, which is forgotten then', async () => {
  const fake = await engine([events([event('destroy', 'a', 1), event('destroy', 'b', 2)])]);
  await take(2, notices(fake));
  expect(gone).toEqual(['a', 'b']);
});

it('an engine that stays away is told of once, and watching goes on when it is back', async () => {
  const away: Answer = (response) => response.socket?.destroy();
  const fake = await engine([away, away, away, away, away, events([event('destroy', 'a', 1)])]);
  expect(await take(3, notices(fake))).toEqual([
    { type: 'disconnected', message: 'cannot watch the engine: the engine closed the connection' },
    { type: 'reconnected' },
    { type: 'removed', id: 'a' },
  ]);
});

it('giving up closes the stream even when nobody ever asked for a notice', async () => {
  let closed: Promise<unknown> | undefined;
  const fake = await engine([
    (response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      response.writeHead(200);
      response.flushHeaders();
    },
  ]);
  notices(fake);
  while (closed === undefined) await new Promise(setImmediate);
  // The answer's head must be there: only then is there a stream to close.
  await fake.docker.listContainers().catch(() => {});
  controller.abort();
  await closed;
});

it('the stream is asked for at once, filtered by the engine', async () => {
  const fake = await engine([]);
  const from = notices(fake);
  while (fake.requests.length === 0) await new Promise(setImmediate);
  const query = new URL(`http://x${fake.requests[0]!.slice(4)}`).searchParams;
  expect(JSON.parse(query.get('filters')!)).toEqual({
    type: ['container', 'network'],
    event: ['die', 'destroy', 'disconnect'],
  });
  controller.abort();
  expect(await take(1, from)).toEqual([]);
});
