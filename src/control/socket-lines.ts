import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Calls back with every line that comes over a socket. What goes wrong with the socket is told by the socket alone:
 * readline would throw it once more, and end the process of whoever has no ear for it there.
 */
export function onLine(socket: Socket, listener: (line: string) => void): void {
  createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })
    .on('error', () => {})
    .on('line', listener);
}
