import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A socket in front of the engine's own: what the program reaches the engine through, so that it can be taken away. */
export interface Gate {
  readonly path: string;
  /** Every connection is cut, and nobody gets a new one. */
  shut(): void;
  open(): Promise<void>;
}

/** @param path where the program connects. @param engine the engine's own socket. */
export async function openGate(path: string, engine: string): Promise<Gate> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const gate: Gate = {
    path,
    shut() {
      server?.close();
      server = undefined;
      for (const socket of sockets) socket.destroy();
      rmSync(path, { force: true });
    },
    async open() {
      const opened = createServer({ allowHalfOpen: true }, (near) => {
        const far = connect({ path: engine, allowHalfOpen: true });
        join(near, far, sockets);
      });
      await new Promise<void>((resolve, reject) => {
        opened.once('error', reject).listen(path, resolve);
      });
      server = opened;
    },
  };
  await gate.open();
  return gate;
}

/** An attached stream of the engine is closed in one direction first. */
function join(near: Socket, far: Socket, sockets: Set<Socket>): void {
  near.pipe(far);
  far.pipe(near);
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    sockets.add(one);
    one.on('error', () => other.destroy());
    one.on('close', () => {
      sockets.delete(one);
      other.destroy();
    });
  }
}
