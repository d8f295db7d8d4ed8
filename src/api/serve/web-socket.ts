import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { MessageConnection, Upgrade } from './upgrade.ts';

/** Messages of clients are pieces of input; none is that large. */
const mostMessageBytes = 4 * 1024 * 1024;

/** Takes over a connection whose client asked for a WebSocket. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { protocols, serve }: Upgrade,
  ending: AbortSignal,
): void {
  const protocol = takeProtocol(request, protocols);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    perMessageDeflate: false,
  });
  server.on('headers', (headers) => {
    if (protocol !== '') headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
  });
  server.handleUpgrade(request, socket, head, (webSocket) => {
    const connection = connectionOver(webSocket, protocol, ending);
    serve(connection)
      .then(
        () => webSocket.close(1000),
        () => webSocket.close(1011),
      )
      .finally(() => endSoon(webSocket));
  });
}

/**
 * The best subprotocol that the client knows; empty where there is none. It is taken out of the request, because the library refuses
 * names with a slash, such as `SPDY/3.1+portforward.k8s.io`.
 */
function takeProtocol({ headers }: IncomingMessage, protocols: readonly string[]): string {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  delete headers['sec-websocket-protocol'];
  return protocols.find((one) => offered.includes(one)) ?? '';
}

/** How long a client has to answer the close, in milliseconds. */
const closeMs = 10_000;

function endSoon(webSocket: WebSocket): void {
  const timer = setTimeout(() => webSocket.terminate(), closeMs);
  timer.unref();
  webSocket.once('close', () => clearTimeout(timer));
}

function connectionOver(webSocket: WebSocket, protocol: string, ending: AbortSignal): MessageConnection {
  const gone = new AbortController();
  const end = (): void => webSocket.terminate();
  const leave = (): void => {
    ending.removeEventListener('abort', end);
    gone.abort();
  };
  webSocket.on('close', leave);
  webSocket.on('error', leave);
  ending.addEventListener('abort', end, { once: true });
  return {
    protocol,
    signal: gone.signal,
    onMessage(listener) {
      let pending = 0;
      webSocket.on('message', (data: Buffer, isBinary: boolean) => {
        // Text frames carry bytes as well: a browser's client sends them.
        const work = listener(isBinary ? data : Buffer.from(data));
        if (!work) return;
        // Messages that have come with this one are still told, so several may be pending.
        pending += 1;
        webSocket.pause();
        const goOn = (): void => {
          pending -= 1;
          if (pending === 0) webSocket.resume();
        };
        work.then(goOn, goOn);
      });
    },
    send: (message) =>
      new Promise((resolve) => {
        if (webSocket.readyState !== webSocket.OPEN) resolve();
        else webSocket.send(message, { binary: true }, () => resolve());
      }),
  };
}
