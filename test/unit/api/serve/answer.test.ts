import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { sendAnswer } from '../../../../src/api/serve/answer.ts';

it('a client that takes nothing of its watch is let go when its time is over, and the watch ends', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const client = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, agent: false });
  client.on('error', () => {});
  // The answer is there, and nobody reads on.
  const answered = once(client, 'response') as Promise<[IncomingMessage]>;
  const [, response] = await asked;
  let hasEnded = false;
  async function* changes(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(64 * 1024);
    } finally {
      hasEnded = true;
    }
  }
  const answer = { status: 200, headers: {}, stream: changes() };
  await sendAnswer(response, answer, new AbortController().signal, 50);
  expect([response.destroyed, hasEnded]).toEqual([true, true]);
  const [received] = await answered;
  received.on('error', () => {}).destroy();
  server.close();
});
