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
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocols.find((one) => offered.has(one)) ?? false,
  });
  server.handleUpgrade(request, socket, head, (webSocket) => {
    const connection = connectionOver(webSocket, ending);
    serve(connection)
      .then(
        () => webSocket.close(1000),
        () => webSocket.close(1011),
      )
      .finally(() => endSoon(webSocket));
  });
}

/** How long a client has to answer the close, in milliseconds. */
const closeMs = 10_000;

function endSoon(webSocket: WebSocket): void {
  const timer = setTimeout(() => webSocket.terminate(), closeMs);
  timer.unref();
  webSocket.once('close', () => clearTimeout(timer));
}

function connectionOver(webSocket: WebSocket, ending: AbortSignal): MessageConnection {
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
    protocol: webSocket.protocol,
    signal: gone.signal,
    onMessage(listener) {
      webSocket.on('message', (data: Buffer, isBinary: boolean) => {
        // Text frames carry bytes as well: a browser's client sends them.
        const work = listener(isBinary ? data : Buffer.from(data));
        if (!work) return;
        webSocket.pause();
        const goOn = (): void => webSocket.resume();
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
