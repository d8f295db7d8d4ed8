import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../docker/transport/connect.ts';
import { serverFolder } from '../api/server-folder.ts';
import { readRecord } from '../api/server-record.ts';

/** How often a server that is not there yet is looked for, and for how long, in milliseconds. */
const lookEveryMs = 200;
const patienceMs = 60_000;

/**
 * Connects to the server of a project's API, wherever it listens now: it may begin after the pods, and be another one later.
 * @throws Error when none is there in time, or it does not take the connection.
 */
export function dialApi(connection: Connection, project: string, env: NodeJS.ProcessEnv) {
  return async (signal: AbortSignal): Promise<Socket> => {
    const folder = serverFolder(connection, { project }, env);
    const late = performance.now() + patienceMs;
    for (;;) {
      const port = readRecord(folder)?.port;
      const socket = port === undefined ? undefined : await connected(port, signal);
      if (socket) return socket;
      if (performance.now() >= late) throw new Error('no server of the API is there');
      await delay(lookEveryMs, undefined, { signal });
    }
  };
}

/** Undefined when nobody takes the connection. */
function connected(port: number, signal: AbortSignal): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    const leave = (): void => void socket.destroy();
    signal.addEventListener('abort', leave, { once: true });
    const fail = (): void => resolve(undefined);
    socket.once('close', fail).once('error', fail);
    socket.once('connect', () => {
      signal.removeEventListener('abort', leave);
      socket.off('close', fail).off('error', fail);
      resolve(socket);
    });
  });
}
