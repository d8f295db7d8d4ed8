import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect as connectTo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../../src/docker/engine.ts';

/** A socket in front of the engine's, in a folder of its own. */
export interface EngineGate {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  close(): void;
}

/** Where the program itself finds the engine. */
async function engineSocket(): Promise<string> {
  const { docker, close } = await connect({ env: process.env, signal: new AbortController().signal });
  const { socketPath } = docker.modem as { readonly socketPath?: string };
  close();
  if (socketPath === undefined) throw new Error('the engine is behind no socket');
  return socketPath;
}

/**
 * Opens the engine to every user of this machine, or keeps it silent.
 * @param onRequest is called with the number of each piece that a client sends, from 1 on; with `'swallow'` it does not reach the engine.
 */
export async function openEngineGate(
  onRequest: (count: number) => 'swallow' | undefined = () => undefined,
): Promise<EngineGate> {
  const behind = await engineSocket();
  const folder = mkdtempSync(join(tmpdir(), 'outrider-gate-'));
  const path = join(folder, 'docker.sock');
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    const engine = connectTo(behind);
    const end = (): void => {
      client.destroy();
      engine.destroy();
    };
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (data) => {
      count += 1;
      if (onRequest(count) !== 'swallow') engine.write(data);
    });
    engine.on('data', (data) => client.write(data));
  });
  await new Promise<void>((resolve) => {
    server.listen(path, resolve);
  });
  chmodSync(folder, 0o755);
  chmodSync(path, 0o666);
  return {
    host: `unix://${path}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
