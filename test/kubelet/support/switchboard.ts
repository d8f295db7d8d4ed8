import { connect, createServer, type Server, type Socket } from 'node:net';

/** The API server at a port of its own, with a line that can be cut and mended. */
export interface Switchboard {
  readonly port: number;
  /** Ends every connection, and takes no new one. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openSwitchboard(targetPort: number): Promise<Switchboard> {
  const open = new Set<Socket>();
  let isCut = false;
  const server: Server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(targetPort, '127.0.0.1');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const end = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as { readonly port: number }).port,
    cut: () => {
      isCut = true;
      end();
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      end();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
