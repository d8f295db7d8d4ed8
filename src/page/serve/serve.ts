import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Access, answerTo } from './access.ts';
import type { Backlog } from './backlog.ts';
import { streamTo } from './stream.ts';

export interface ServeOptions {
  readonly backlog: Backlog;
  /** The document of the page. */
  readonly document: string;
  readonly access: Access;
  /** The address to listen on. */
  readonly listen: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export interface Served {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the page to browsers. @throws when it cannot listen there */
export async function servePage(options: ServeOptions): Promise<Served> {
  const server = createServer((request, response) => answer(request, response, { ...options, id }));
  const id = randomBytes(8).toString('hex');
  server.listen(options.port, options.listen);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      // Streams that are over end by themselves; a browser that is gone does not answer.
      const timer = setTimeout(() => server.closeAllConnections(), 1000);
      await closed;
      clearTimeout(timer);
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { backlog, document, access, wall, id }: ServeOptions & { readonly id: string },
): void {
  const { method, url, headers } = request;
  const given = answerTo({ method, url, host: headers.host }, access);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  if (given.is === 'refused') {
    response.writeHead(given.status, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`${given.message}\n`);
  } else if (given.is === 'page' || method === 'HEAD') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(method === 'HEAD' ? undefined : document);
  } else {
    const from = Number(headers['last-event-id'] ?? 0);
    const ports = { backlog, server: id, wall };
    streamTo(response, Number.isSafeInteger(from) ? from : 0, ports).catch(() => response.destroy());
  }
}
