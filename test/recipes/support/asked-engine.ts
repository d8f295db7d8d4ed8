import { connect, createServer, type Server } from 'node:net';

/** A socket in front of the engine that notes every image name it is asked for. */
export interface AskedEngine {
  /** For `--host`. */
  readonly host: string;
  /** Names in inspects, pulls and new containers, each once. */
  imageNames(): readonly string[];
  close(): void;
}

/** Passes everything on to the engine as it is. `socket` is a path that is free. */
export async function askedEngine(socket: string, engine: string): Promise<AskedEngine> {
  const asked: Buffer[] = [];
  const server = createServer((client) => {
    const upstream = connect(engine);
    client.on('data', (chunk) => asked.push(chunk));
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy());
  });
  await listening(server, socket);
  return {
    host: `unix://${socket}`,
    imageNames: () => namesIn(Buffer.concat(asked).toString()),
    close: () => void server.close(),
  };
}

function listening(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(socket, resolve);
  });
}

function namesIn(requests: string): readonly string[] {
  const patterns = [/GET \S*\/images\/(\S+?)\/json/g, /fromImage=([^&\s]+)/g, /"Image":"([^"]+)"/g];
  const names = patterns.flatMap((pattern) => [...requests.matchAll(pattern)].map(([, name]) => name!));
  return [...new Set(names.map(decodeURIComponent))].sort();
}
