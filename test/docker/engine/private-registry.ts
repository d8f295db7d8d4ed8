import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface PrivateRegistry {
  /** `localhost:PORT`; engines take a registry there without TLS. */
  readonly host: string;
  /** Of its only image. */
  readonly reference: string;
  readonly close: () => void;
}

/** A registry with one empty image, for those who know the user and the password (OCI distribution spec, pull only). */
export async function openRegistry(user: string, password: string): Promise<PrivateRegistry> {
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const blobs = imageBlobs();
  const server = createServer((request, response) => {
    if (request.headers.authorization !== wanted) return refuse(response);
    serve(request, response, blobs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    host,
    reference: `${host}/private:1`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function refuse(response: ServerResponse): void {
  response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"', 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }));
}

interface Blobs {
  readonly manifest: Buffer;
  readonly byDigest: ReadonlyMap<string, Buffer>;
}

function serve(request: IncomingMessage, response: ServerResponse, { manifest, byDigest }: Blobs): void {
  const [, kind, name] = /^\/v2\/private\/(manifests|blobs)\/(.+)$/.exec(request.url ?? '') ?? [];
  const body = kind === 'manifests' ? manifest : byDigest.get(name ?? '');
  if (request.url === '/v2/') return void response.writeHead(200).end('{}');
  if (!body) return void response.writeHead(404).end();
  response.writeHead(200, {
    'Content-Type': kind === 'manifests' ? manifestType : 'application/octet-stream',
    'Content-Length': body.length,
    'Docker-Content-Digest': digestOf(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Two empty records end an archive: it has no files. */
function imageBlobs(): Blobs {
  const archive = Buffer.alloc(1024);
  const layer = gzipSync(archive);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { User: '65534' },
      rootfs: { type: 'layers', diff_ids: [digestOf(archive)] },
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: config.length,
        digest: digestOf(config),
      },
      layers: [
        {
          mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
          size: layer.length,
          digest: digestOf(layer),
        },
      ],
    }),
  );
  return { manifest, byDigest: new Map([layer, config].map((bytes) => [digestOf(bytes), bytes])) };
}
