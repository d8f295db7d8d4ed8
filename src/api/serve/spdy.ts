import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { StatusError } from '../status.ts';
import type { MessageConnection, Upgrade } from './upgrade.ts';

/** How long a client has to hang up after the goodbye, in milliseconds. */
const closeMs = 10_000;

/**
 * Takes over a connection whose client asked for SPDY/3.1 (apimachinery, pkg/util/httpstream). What is said on it is the business of `serve`.
 * @throws StatusError when the client knows none of the subprotocols.
 */
export function acceptSpdy(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { protocols, serve }: Upgrade['spdy'],
  ending: AbortSignal,
): void {
  const offered = String(request.headers['x-stream-protocol-version'] ?? '').split(/\s*,\s*/);
  const protocol = protocols.find((one) => offered.includes(one));
  if (protocol === undefined)
    throw new StatusError(
      'Forbidden',
      `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${protocols.join(' ')}]`,
    );
  const lines = ['Connection: Upgrade', 'Upgrade: SPDY/3.1', `X-Stream-Protocol-Version: ${protocol}`];
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
  if (head.length > 0) socket.unshift(head);
  const leave = (): void => void socket.destroy();
  ending.addEventListener('abort', leave, { once: true });
  socket.once('close', () => ending.removeEventListener('abort', leave));
  serve(connectionOver(socket, protocol)).then(
    () => endSoon(socket),
    () => socket.destroy(),
  );
}

/** Lets the client read the rest, and hang up. */
function endSoon(socket: Duplex): void {
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), closeMs);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

function connectionOver(socket: Duplex, protocol: string): MessageConnection {
  const gone = new AbortController();
  // A client that has ended its half has nothing to ask for any more.
  socket.once('end', () => gone.abort());
  socket.once('close', () => gone.abort());
  return {
    protocol,
    signal: gone.signal,
    onMessage(listener) {
      socket.on('data', (bytes: Buffer) => {
        const work = listener(bytes);
        if (!work) return;
        socket.pause();
        const goOn = (): void => void socket.resume();
        work.then(goOn, goOn);
      });
    },
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.writable) socket.write(bytes, () => resolve());
        else resolve();
      }),
  };
}
