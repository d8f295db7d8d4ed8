import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createCoalescingAgent } from '../../../../src/docker/transport/coalescing-agent.ts';

let folder: string;
let server: http.Server;
let socketPath: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrider-coalescing-'));
  socketPath = join(folder, 'engine.sock');
  server = http.createServer();
  server.listen(socketPath);
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** What the server has of a request, and what the client has of its response. */
async function request(): Promise<{
  readonly sent: http.ServerResponse;
  readonly connection: Socket;
  readonly received: Promise<http.IncomingMessage>;
}> {
  const base = new http.Agent({ socketPath } as http.AgentOptions);
  const call = http.get({ agent: createCoalescingAgent(base), path: '/', socketPath });
  const received = once(call, 'response').then(([response]) => response as http.IncomingMessage);
  const [, sent] = (await once(server, 'request')) as [http.IncomingMessage, http.ServerResponse];
  return { sent, connection: sent.socket!, received };
}

async function all(response: http.IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('latin1')) text += chunk;
  return text;
}

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

/** More than a response holds for a reader that does not read. */
const full = 'a'.repeat(20_000);

it('a body comes whole', async () => {
  const { sent, received } = await request();
  for (let line = 0; line < 1000; line++) sent.write(`line ${line}\n`);
  sent.end();
  const wanted = Array.from({ length: 1000 }, (_, line) => `line ${line}\n`).join('');
  expect(await all(await received)).toBe(wanted);
});

it('what is left when the engine has closed is there for a reader that comes late', async () => {
  const connection = new Duplex({
    allowHalfOpen: false,
    read: () => {},
    write: (_chunk, _encoding, done) => done(),
  });
  class Base extends http.Agent {
    override createConnection(): Duplex {
      return connection;
    }
  }
  const call = http.get({ agent: createCoalescingAgent(new Base()), path: '/' });
  connection.push(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(full)}`);
  const [response] = (await once(call, 'response')) as [http.IncomingMessage];
  while (response.readableLength < full.length) await once(response, 'readable');
  for (const line of ['one\n', 'two\n', 'three\n']) {
    connection.push(chunk(line));
    while (connection.readableLength > 0) await setImmediate();
  }
  connection.push(chunk(''));
  connection.push(null);
  await once(connection, 'close');
  expect(await all(response)).toBe(`${full}one\ntwo\nthree\n`);
});

it('a connection that breaks is an error, not an end', async () => {
  const { sent, connection, received } = await request();
  sent.write('half a li');
  const response = await received;
  connection.destroy();
  await expect(all(response)).rejects.toThrow('aborted');
});

it('what came before a break is read before the error', async () => {
  const { sent, connection, received } = await request();
  sent.write(full);
  const response = await received;
  while (response.readableLength < full.length) await once(response, 'readable');
  const read: string[] = [];
  connection.destroy();
  const reading = (async () => {
    for await (const chunk of response.setEncoding('latin1')) read.push(chunk);
  })();
  await expect(reading).rejects.toThrow('aborted');
  expect(read.join('')).toBe(full);
});
