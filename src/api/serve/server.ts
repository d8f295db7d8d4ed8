import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { User } from '../accounts/user.ts';
import type { ApiHandler } from '../request.ts';
import { failure, StatusError, statusResponse } from '../status.ts';
import { sendAnswer } from './answer.ts';
import { senderOf } from './authorize.ts';
import { errorResponse, handle } from './handle.ts';
import { readBody } from './read-body.ts';
import { acceptSpdy } from './spdy.ts';
import { toApiRequest } from './to-request.ts';
import type { Upgrade, UpgradeHandler } from './upgrade.ts';
import { acceptWebSocket } from './web-socket.ts';

export interface ServeOptions {
  /** In PEM. */
  readonly certificate: string;
  readonly key: string;
  /** What a request must carry as its bearer token. */
  readonly token: string;
  /** Whom a token of a service account lets in; without it none does. */
  readonly accounts?: (text: string) => User | undefined;
  /** Asked in this order; the first that knows the request answers it. */
  readonly handlers: readonly ApiHandler[];
  /** As `handlers`, for requests that become a stream in both directions. */
  readonly upgrades: readonly UpgradeHandler[];
}

export interface ApiServer {
  /** On the loopback interface of this machine. */
  readonly port: number;
  /** Ends what is open. */
  close(): Promise<void>;
}

/** Serves the API over TLS on 127.0.0.1, at a free port. Settles when it listens. */
export async function serveApi(options: ServeOptions): Promise<ApiServer> {
  const ending = new AbortController();
  // Every request listens for the end; there may be many.
  setMaxListeners(0, ending.signal);
  const { certificate: cert, key } = options;
  const server = createServer({ cert, key, minVersion: 'TLSv1.2' });
  server.on('request', (request, response) => void serveRequest(request, response, options, ending.signal));
  server.on(
    'upgrade',
    (request, socket, head) => void serveUpgrade({ request, socket, head }, options, ending.signal),
  );
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => refuse(socket, 400));
  await listen(server);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        ending.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Aborted when the client is gone, and when the server ends. A request that is over leaves nothing at the server. */
function untilGone(response: ServerResponse, ending: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  ending.addEventListener('abort', leave, { once: true });
  response.on('error', leave);
  response.on('close', () => {
    ending.removeEventListener('abort', leave);
    leave();
  });
  return gone.signal;
}

async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
  ending: AbortSignal,
): Promise<void> {
  const { handlers } = options;
  const signal = untilGone(response, ending);
  // Nothing of ours for those who have no business here, not even a reason.
  const user = senderOf(request.headers.authorization, options);
  if (!user) {
    response.writeHead(401, { 'www-authenticate': 'Bearer', connection: 'close' }).end();
    return;
  }
  try {
    const body = await readBody(request);
    await sendAnswer(response, await handle(toApiRequest(request, body, signal, user), handlers), signal);
  } catch (error) {
    if (response.headersSent || response.destroyed) return void response.destroy();
    const answer = errorResponse(error);
    // The rest of the body stays unread, so nothing more can come over this connection.
    await sendAnswer(response, { ...answer, headers: { ...answer.headers, connection: 'close' } }, signal);
  }
}

interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

async function serveUpgrade(
  { request, socket, head }: UpgradeRequest,
  options: ServeOptions,
  ending: AbortSignal,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  const user = senderOf(authorizationOf(request), options);
  if (!user) return refuse(socket, 401);
  try {
    const asked = toApiRequest(request, undefined, ending, user);
    const upgrade = await firstOf(options.upgrades, (handler) => handler(asked));
    if (!upgrade) throw new StatusError('NotFound', 'the server could not find the requested resource', {});
    accept({ request, socket, head }, upgrade, ending);
  } catch (error) {
    const answer =
      error instanceof StatusError ? statusResponse(error.status) : statusResponse(unexpected(error));
    refuse(socket, answer.status, String(answer.body));
  }
}

/** @throws StatusError when the client asks for anything else, or knows none of the subprotocols. */
function accept({ request, socket, head }: UpgradeRequest, upgrade: Upgrade, ending: AbortSignal): void {
  switch (request.headers.upgrade?.toLowerCase()) {
    case 'websocket':
      return acceptWebSocket(request, socket, head, upgrade, ending);
    case 'spdy/3.1':
      return acceptSpdy(request, socket, head, upgrade.spdy, ending);
    default:
      throw new StatusError('BadRequest', 'unable to upgrade: this server knows websocket and SPDY/3.1');
  }
}

async function firstOf<T, R>(
  all: readonly T[],
  ask: (one: T) => Promise<R | undefined>,
): Promise<R | undefined> {
  for (const one of all) {
    const answer = await ask(one);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Clients that cannot set headers, browsers, have the token in the list of subprotocols (client-go, wsstream). */
function authorizationOf({ headers }: IncomingMessage): string | undefined {
  if (headers.authorization !== undefined) return headers.authorization;
  const [, encoded] =
    /(?:^|[\s,])base64url\.bearer\.authorization\.k8s\.io\.([A-Za-z0-9_-]+)/.exec(
      headers['sec-websocket-protocol'] ?? '',
    ) ?? [];
  return encoded === undefined ? undefined : `Bearer ${Buffer.from(encoded, 'base64url').toString()}`;
}

function unexpected(error: unknown) {
  return failure(
    'InternalError',
    `Internal error occurred: ${error instanceof Error ? error.message : error}`,
  );
}

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};

/** An answer on a connection that no response object has. */
function refuse(socket: Duplex, status: number, body = ''): void {
  if (!socket.writable) return void socket.destroy();
  const head = [
    `HTTP/1.1 ${status} ${phrases[status] ?? 'Failure'}`,
    ...(body === '' ? [] : ['Content-Type: application/json']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
