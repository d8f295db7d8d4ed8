import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import type { ApiHandler } from '../../../../src/api/request.ts';
import { health } from '../../../../src/api/serve/health.ts';
import { type ApiServer, serveApi } from '../../../../src/api/serve/server.ts';
import type { MessageConnection, UpgradeHandler } from '../../../../src/api/serve/upgrade.ts';
import { StatusError } from '../../../../src/api/status.ts';
import { issueServerCertificate } from '../../../../src/secrets/issue-server-certificate.ts';

const token = 'the-token';
let server: ApiServer;
let ca: string;
/** What the endless stream has given, and whether it was ended. */
const endless = { chunks: 0, ended: Promise.resolve(), end: () => {} };

const handler: ApiHandler = async ({ path, body, signal }) => {
  if (path === '/echo')
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: body ?? 'nothing' };
  if (path === '/refused') throw new StatusError('Conflict', 'it has changed');
  if (path === '/broken') throw new Error('a defect');
  if (path === '/endless') return { status: 200, headers: {}, stream: flood(signal) };
  return undefined;
};

async function* flood(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    while (!signal.aborted) {
      endless.chunks += 1;
      yield Buffer.alloc(64 * 1024);
    }
  } finally {
    endless.end();
  }
}

const upgrade: UpgradeHandler = async ({ path }) => {
  if (path === '/gone') throw new StatusError('NotFound', 'pods "x" not found');
  if (path !== '/upper') return undefined;
  const serve = (connection: MessageConnection) =>
    new Promise<void>((resolve) => {
      connection.onMessage((message) =>
        connection.send(Buffer.from(Buffer.from(message).toString().toUpperCase())).then(resolve),
      );
    });
  return { protocols: ['v5', 'v4', 'SPDY/3.1+v1'], serve, spdy: { protocols: ['v4'], serve } };
};

beforeAll(async () => {
  const names = { name: 'api', dnsNames: ['localhost'], addresses: ['127.0.0.1'] };
  const keep = async (_name: string, _isGood: unknown, make: () => Promise<string>) => make();
  const kept = new Map<string, Promise<string>>();
  const certificate = await issueServerCertificate(names, {
    keep: (name, isGood, make) => kept.get(name) ?? kept.set(name, keep(name, isGood, make)).get(name)!,
    randomBytes,
    now: Date.now,
  });
  ca = certificate.authority;
  server = await serveApi({ ...certificate, token, handlers: [health, handler], upgrades: [upgrade] });
});

afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly body: string;
}

function open(path: string, options: object = {}): ClientRequest {
  const headers = { authorization: `Bearer ${token}` };
  return request({ host: '127.0.0.1', port: server.port, ca, path, headers, agent: false, ...options });
}

async function ask(path: string, options: object = {}, body?: Buffer): Promise<Answer> {
  const asked = open(path, options);
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode!, body: Buffer.concat(parts).toString() };
}

it('a request without the token gets 401, and no body that tells of whom', async () => {
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: `Basic ${token}` }])
    expect(await ask('/echo', { headers })).toEqual({ status: 401, body: '' });
  expect(await ask('/readyz')).toEqual({ status: 200, body: 'ok' });
});

it('what no handler knows, refuses or breaks is one Status each', async () => {
  const status = async (path: string) => JSON.parse((await ask(path)).body);
  expect(await status('/nowhere')).toMatchObject({
    ...{ kind: 'Status', code: 404, reason: 'NotFound' },
    message: 'the server could not find the requested resource',
  });
  expect(await status('/refused')).toMatchObject({ code: 409, message: 'it has changed' });
  expect(await status('/broken')).toMatchObject({ code: 500, reason: 'InternalError' });
});

it('a body is read whole up to the limit, and a larger one is refused before it has come', async () => {
  const body = Buffer.alloc(1024, 'x');
  expect(await ask('/echo', { method: 'POST' }, body)).toEqual({ status: 200, body: body.toString() });
  const headers = { authorization: `Bearer ${token}`, 'content-length': 100 * 1024 * 1024 };
  const asked = open('/echo', { method: 'POST', headers });
  asked.flushHeaders();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  response.resume();
  asked.on('error', () => {}).destroy();
});

it('a body that says nothing of its length is refused as soon as it is too large', async () => {
  const asked = open('/echo', { method: 'POST' });
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  asked.on('error', () => {});
  for (let count = 0; count < 5; count++) asked.write(Buffer.alloc(1024 * 1024));
  const [response] = await answered;
  expect(response.statusCode).toBe(413);
  asked.destroy();
});

it('a stream goes no faster than its client reads, and ends when the client has gone', async () => {
  endless.chunks = 0;
  endless.ended = new Promise((resolve) => {
    endless.end = resolve;
  });
  const asked = open('/endless');
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  await once(response, 'readable');
  // Nobody reads, so what comes stays in buffers of the connection.
  for (let before = -1; before !== endless.chunks; await new Promise(setImmediate)) before = endless.chunks;
  expect(endless.chunks).toBeLessThan(1000);
  asked.destroy();
  await endless.ended;
});

function socketTo(path: string, bearer = token): WebSocket {
  const headers = { authorization: `Bearer ${bearer}` };
  return new WebSocket(`wss://127.0.0.1:${server.port}${path}`, ['v4', 'v5'], { ca, headers });
}

it('a WebSocket speaks the best subprotocol that both know, and is closed when all is said', async () => {
  const socket = socketTo('/upper');
  await once(socket, 'open');
  expect(socket.protocol).toBe('v5');
  socket.send('abc');
  const [[data], [code]] = await Promise.all([once(socket, 'message'), once(socket, 'close')]);
  expect(String(data)).toBe('ABC');
  expect(code).toBe(1000);
});

/** The answer to a request for an upgrade, and its connection. */
async function upgraded(method: string, headers: Readonly<Record<string, string>>) {
  const asked = open('/upper', {
    method,
    headers: { authorization: `Bearer ${token}`, connection: 'Upgrade', ...headers },
  });
  asked.end();
  const [response, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Duplex];
  return { headers: response.headers, socket };
}

it('SPDY is begun with its own handshake, and its connection is closed when all is said', async () => {
  const asked = { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'v9, v4' };
  const { headers, socket } = await upgraded('POST', asked);
  expect(headers).toMatchObject({ upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'v4' });
  socket.write('abc');
  expect(await text(socket)).toBe('ABC');
});

it('a subprotocol may have a slash in its name, as that of kubectl for ports has', async () => {
  const { headers, socket } = await upgraded('GET', {
    ...{ upgrade: 'websocket', 'sec-websocket-version': '13' },
    'sec-websocket-key': randomBytes(16).toString('base64'),
    'sec-websocket-protocol': 'SPDY/3.1+v1',
  });
  expect(headers['sec-websocket-protocol']).toBe('SPDY/3.1+v1');
  socket.destroy();
});

it('an upgrade to what neither side knows is refused with the reason', async () => {
  const headers = { authorization: `Bearer ${token}`, connection: 'Upgrade' };
  const asked = { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'v9' };
  const refused = await ask('/upper', { headers: { ...headers, ...asked } });
  expect([refused.status, JSON.parse(refused.body).message]).toEqual([
    403,
    'unable to upgrade: unable to negotiate protocol: client supports [v9], server accepts [v4]',
  ]);
  expect((await ask('/upper', { headers: { ...headers, upgrade: 'h2c' } })).status).toBe(400);
});

it('an upgrade that cannot be is answered as any other request', async () => {
  const refusal = async (socket: WebSocket): Promise<Answer> => {
    socket.on('error', () => {});
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    return { status: response.statusCode!, body: Buffer.concat(parts).toString() };
  };
  expect(await refusal(socketTo('/upper', 'wrong'))).toEqual({ status: 401, body: '' });
  const { status, body } = await refusal(socketTo('/gone'));
  expect([status, JSON.parse(body).message]).toEqual([404, 'pods "x" not found']);
  expect((await refusal(socketTo('/nowhere'))).status).toBe(404);
});
