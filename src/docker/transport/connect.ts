import { existsSync, readFileSync, realpathSync } from 'node:fs';
import type Dockerode from 'dockerode';
import { EngineError } from '../../supervisor/ports.ts';
import { call } from './call.ts';
import type { Client } from './client.ts';
import { deadlines } from './deadlines.ts';
import { type Candidate, candidates, type EndpointFiles } from './endpoint.ts';
import type { Address } from './host.ts';

interface ConnectOptions {
  /** `--host`; wins over the environment. */
  readonly host?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `.docker` is; by default `HOME` of the environment. A user without a home has `/`, as in a container. */
  readonly home?: string | undefined;
  readonly signal: AbortSignal;
}

export interface Connection {
  readonly docker: Dockerode;
  readonly info: EngineInfo;
  /** Closes idle connections; streams end with their signals. */
  readonly close: () => void;
}

/** Whose engine it is: Podman's API is that of Docker, with differences that `src/docker` knows. */
export type EngineProduct = 'Docker' | 'Podman';

export interface EngineInfo {
  readonly product: EngineProduct;
  /** The engine's release, e.g. `20.10.24`. */
  readonly version: string;
  readonly apiVersion: string;
  /** The engine's platform, e.g. `linux/amd64`. */
  readonly os: string;
  /** Who named the place, and the place. */
  readonly endpoint: string;
  /** Tells this engine from others, however it was found, e.g. `unix:///run/docker.sock`. */
  readonly address: string;
}

/**
 * Finds the engine and asks for its version, which shows that it answers.
 *
 * @throws EngineError `no-engine` that lists what was tried and why each was refused.
 */
export async function connect({ host, env, home, signal }: ConnectOptions): Promise<Connection> {
  const tried: string[] = [];
  const question = {
    env,
    home: home || env['HOME'] || '/',
    files: realFiles,
    ...(host !== undefined && { host }),
  };
  for (const found of candidates(question)) {
    const connection = await tryOne(found, signal, (why) => tried.push(`${found.origin}: ${why}`));
    if (connection) return connection;
  }
  throw new EngineError('no-engine', `no Docker engine answers. Tried:\n  ${tried.join('\n  ')}`, {
    hint: 'Start Docker, or say where it listens: --host, DOCKER_HOST or `docker context use`.',
  });
}

async function tryOne(
  found: Candidate,
  signal: AbortSignal,
  onRejected: (why: string) => void,
): Promise<Connection | undefined> {
  if ('rejected' in found) {
    onRejected(found.rejected);
    return undefined;
  }
  let client: Client | undefined;
  try {
    // dockerode takes 200 ms to load: only here, where an engine may be.
    const { createClient } = await import('./client.ts');
    client = createClient(found.address);
    return { docker: client.docker, info: await infoOf(client, found, signal), close: client.close };
  } catch (error) {
    client?.close();
    if (error instanceof EngineError && error.code === 'aborted') throw error;
    onRejected((error as Error).message.replace(/^cannot ask for the version: /, ''));
    return undefined;
  }
}

async function infoOf(
  { docker }: Client,
  { origin, address }: { readonly origin: string; readonly address: Address },
  signal: AbortSignal,
): Promise<EngineInfo> {
  const deadline = address.kind === 'socket' ? deadlines.connect : deadlines.read;
  const version = await call('ask for the version', deadline, signal, (abortSignal) =>
    // @types/dockerode does not know that it takes options.
    (docker.version as (options: { abortSignal: AbortSignal }) => Promise<Dockerode.DockerVersion>).call(
      docker,
      {
        abortSignal,
      },
    ),
  );
  return {
    product: version.Components?.some(({ Name }) => Name.startsWith('Podman')) ? 'Podman' : 'Docker',
    version: version.Version,
    apiVersion: version.ApiVersion,
    os: `${version.Os}/${version.Arch}`,
    endpoint: origin,
    address: addressName(address),
  };
}

/** Two paths to one socket, through a link, are one engine. */
function addressName(address: Address): string {
  switch (address.kind) {
    case 'socket':
      return `unix://${realPath(address.path)}`;
    case 'tcp':
      return `tcp://${address.host}:${address.port}`;
    case 'ssh':
      return `ssh://${address.destination}:${address.port ?? 22}`;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const realFiles: EndpointFiles = {
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  exists: existsSync,
};
