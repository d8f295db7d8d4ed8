import { getEventListeners } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, expect, it } from '@jest/globals';
import { createNamed, inspectContainer } from '../../../../src/docker/objects/containers.ts';
import { call } from '../../../../src/docker/transport/call.ts';
import { type FakeDaemon, fakeDaemon, halfAnAnswer, json, patience, silence } from '../fake-daemon.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

function version(signal: AbortSignal, deadlineMs: number): Promise<unknown> {
  return call('ask', deadlineMs, signal, (abortSignal) =>
    daemon!.docker.listContainers({ abortSignal } as object),
  );
}

it('an engine that says nothing is given up on at the deadline', async () => {
  daemon = await fakeDaemon([['GET', /json/, silence]]);
  await expect(version(patience(), 50)).rejects.toMatchObject({ code: 'timeout' });
});

it('an engine that dies in the middle of its answer does not hang the call', async () => {
  daemon = await fakeDaemon([['GET', /json/, halfAnAnswer]]);
  await expect(version(patience(), 200)).rejects.toMatchObject({ name: 'EngineError' });
});

it('the caller can give up at any time', async () => {
  const controller = new AbortController();
  daemon = await fakeDaemon([['GET', /json/, () => controller.abort()]]);
  await expect(version(controller.signal, 60_000)).rejects.toMatchObject({ code: 'aborted' });
});

it('nothing is asked once the caller has given up', async () => {
  daemon = await fakeDaemon([]);
  await expect(version(AbortSignal.abort(), 60_000)).rejects.toMatchObject({ code: 'aborted' });
  expect(daemon.requests).toEqual([]);
});

it('a slow answer in small pieces is an answer', async () => {
  daemon = await fakeDaemon([
    [
      'GET',
      /json/,
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const pieces = [...JSON.stringify([{ Id: 'a' }])];
        const next = () => {
          const piece = pieces.shift();
          if (piece === undefined) response.end();
          else response.write(piece, () => setImmediate(next));
        };
        next();
      },
    ],
  ]);
  await expect(version(patience(), 5_000)).resolves.toEqual([{ Id: 'a' }]);
});

it('an error of the engine is told in its own words', async () => {
  daemon = await fakeDaemon([['GET', /json/, json(500, { message: 'no space left on device' })]]);
  await expect(version(patience(), 5_000)).rejects.toMatchObject({
    code: 'engine',
    message: 'cannot ask: no space left on device',
  });
});

it('a finished call leaves no listener on the signal, however it went', async () => {
  const { signal } = new AbortController();
  daemon = await fakeDaemon([
    ['GET', /containers\/a\//, json(200, { Id: 'a' })],
    ['GET', /containers\/b\//, json(404, { message: 'No such container: b' })],
  ]);
  await inspectContainer(daemon.docker, 'a', signal);
  await expect(inspectContainer(daemon.docker, 'b', signal)).rejects.toThrow('No such container');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('many calls at once under one signal are no leak, and Node is told so', async () => {
  daemon = await fakeDaemon([['GET', /json/, json(200, [])]]);
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 30 }, () => version(signal, 5_000)));
  // `events.getMaxListeners` does not know a signal of jest's own realm, and neither does its process hear warnings.
  const limit = Object.getOwnPropertySymbols(signal).find(
    ({ description }) => description === 'events.maxEventTargetListeners',
  );
  expect((signal as unknown as Record<symbol, number>)[limit!]).toBe(0);
});

it('the environment of a container never stands in a URL', async () => {
  let sent = '';
  daemon = await fakeDaemon([
    [
      'POST',
      /create/,
      (response, request, body) => {
        sent = body;
        json(201, { Id: 'a' })(response, request, body);
      },
    ],
  ]);
  await createNamed(daemon.docker, 'p_w_app_0', { Image: 'i', Env: ['TOKEN=secret'] }, patience());
  expect(daemon.requests).toEqual(['POST /containers/create?name=p_w_app_0']);
  expect(JSON.parse(sent)).toEqual({ Image: 'i', Env: ['TOKEN=secret'] });
});

it.each([
  ['the caller has given up', (controller: AbortController) => controller.abort(), 60_000],
  ['the deadline has passed', () => {}, 5],
])('a stream that arrives when %s is closed', async (_, giveUp, deadlineMs) => {
  const controller = new AbortController();
  const stream = new PassThrough();
  let arrive = (): void => {};
  const asked = call('read', deadlineMs, controller.signal, () => {
    return new Promise<PassThrough>((resolve) => {
      arrive = () => resolve(stream);
    });
  });
  giveUp(controller);
  await expect(asked).rejects.toMatchObject({ name: 'EngineError' });
  arrive();
  await new Promise(setImmediate);
  expect(stream.destroyed).toBe(true);
});

it('a stream that arrives in time stays open, whatever the signal does later', async () => {
  const controller = new AbortController();
  const stream = await call('read', 60_000, controller.signal, async () => new PassThrough());
  controller.abort();
  expect(stream.destroyed).toBe(false);
});
