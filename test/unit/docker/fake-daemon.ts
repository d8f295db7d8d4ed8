import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { type Client, createClient } from '../../../src/docker/transport/client.ts';

export interface FakeDaemon {
  readonly docker: Dockerode;
  readonly path: string;
  /** `GET /containers/json?…` of every request, in order; paths without an API version. */
  readonly requests: readonly string[];
  /** Cuts every connection, as an engine does that dies. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

/** Answers one request; `body` is the whole request body. */
export type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => void;

/** Takes over a hijacked connection after the engine's `101 UPGRADED`. */
export type Hijack = (socket: Duplex, request: IncomingMessage) => void;

/** An engine on a unix socket that does what the test says; `routes` are `METHOD path-pattern`. */
export async function fakeDaemon(
  routes: readonly (readonly [string, RegExp, Answer])[],
  hijack?: Hijack,
): Promise<FakeDaemon> {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-fake-'));
  const path = join(folder, 'docker.sock');
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      requests.push(`${request.method} ${request.url}`);
      const route = routes.find(
        ([method, pattern]) => method === request.method && pattern.test(request.url!),
      );
      if (route) route[2](response, request, body);
      else json(404, { message: `page not found: ${request.url}` })(response, request, body);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('upgrade', (request, socket) => {
    requests.push(`${request.method} ${request.url}`);
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    hijack?.(socket, request);
  });
  server.listen(path);
  await once(server, 'listening');
  const client: Client = createClient({ kind: 'socket', path });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    docker: client.docker,
    path,
    requests,
    cut,
    close: async () => {
      client.close();
      cut();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true });
    },
  };
}

export function json(status: number, value: unknown): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
}

export const silence: Answer = () => {};

/** Headers and half a body, then the connection is gone. */
export const halfAnAnswer: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"Id":', () => response.socket?.destroy());
};

/** A frame of the engine's multiplexed stream. */
export function frame(stream: 'stdout' | 'stderr', text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream === 'stdout' ? 1 : 2;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** A signal that nobody fires. */
export function patience(): AbortSignal {
  return new AbortController().signal;
}
