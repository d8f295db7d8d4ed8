import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { type Address, parseHost, type TlsFiles } from './host.ts';

/** What deciding needs of the machine; files are read through it so that a test needs none. */
export interface EndpointQuestion {
  /** `--host`. */
  readonly host?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly files: EndpointFiles;
}

export interface EndpointFiles {
  /** The text of a file; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  readonly exists: (path: string) => boolean;
}

/** A place where an engine may be, or why it cannot be there; `origin` says who named the place. */
export type Candidate =
  | { readonly origin: string; readonly address: Address }
  | { readonly origin: string; readonly rejected: string };

/**
 * Where to look for an engine, in the order in which the docker CLI decides (cli/command, `resolveContextName`): a host
 * that was named, DOCKER_HOST, DOCKER_CONTEXT, the current context. The first that is set is the only candidate. With none,
 * or with the context called `default`, the sockets where engines usually listen.
 */
export function candidates(question: EndpointQuestion): readonly Candidate[] {
  const { host, env } = question;
  if (host) return [named('--host', host, question)];
  const dockerHost = env['DOCKER_HOST'];
  if (dockerHost) return [named('DOCKER_HOST', dockerHost, question)];
  const fromEnv = env['DOCKER_CONTEXT'];
  const context = fromEnv || currentContext(question);
  if (!context || context === 'default') return usualSockets(question);
  return [fromContext(context, fromEnv ? 'DOCKER_CONTEXT' : 'the current docker context', question)];
}

function named(origin: string, host: string, question: EndpointQuestion): Candidate {
  return candidate(`${origin} (${host})`, host, tlsFromEnv(question));
}

function candidate(origin: string, host: string, tls: TlsFiles | undefined): Candidate {
  const address = parseHost(host, tls);
  return typeof address === 'string' ? { origin, rejected: address } : { origin, address };
}

/** As the docker CLI reads them: any value but the empty one switches TLS on. */
function tlsFromEnv({ env, home }: EndpointQuestion): TlsFiles | undefined {
  if (!env['DOCKER_TLS_VERIFY'] && !env['DOCKER_TLS']) return undefined;
  const folder = env['DOCKER_CERT_PATH'] || configFolder({ env, home });
  return { ...pemFiles(folder), verify: Boolean(env['DOCKER_TLS_VERIFY']) };
}

function pemFiles(folder: string): Omit<TlsFiles, 'verify'> {
  return {
    ca: posix.join(folder, 'ca.pem'),
    cert: posix.join(folder, 'cert.pem'),
    key: posix.join(folder, 'key.pem'),
  };
}

function configFolder({ env, home }: Pick<EndpointQuestion, 'env' | 'home'>): string {
  return env['DOCKER_CONFIG'] || posix.join(home, '.docker');
}

function currentContext(question: EndpointQuestion): string | undefined {
  const text = question.files.read(posix.join(configFolder(question), 'config.json'));
  const value = parse(text)?.['currentContext'];
  return typeof value === 'string' ? value : undefined;
}

/** Contexts stand under the hash of their name: `contexts/meta/<sha256>/meta.json`, TLS files under `contexts/tls`. */
function fromContext(name: string, from: string, question: EndpointQuestion): Candidate {
  const origin = `${from} (${name})`;
  const contexts = posix.join(configFolder(question), 'contexts');
  const hash = createHash('sha256').update(name).digest('hex');
  const file = posix.join(contexts, 'meta', hash, 'meta.json');
  const text = question.files.read(file);
  if (text === undefined) return { origin, rejected: `there is no such context (${file})` };
  const endpoint = (parse(text) as ContextFile | undefined)?.Endpoints?.docker;
  if (!endpoint?.Host) return { origin, rejected: `the context names no host (${file})` };
  const pem = pemFiles(posix.join(contexts, 'tls', hash, 'docker'));
  const tls = question.files.exists(pem.ca) || question.files.exists(pem.cert);
  return candidate(origin, endpoint.Host, tls ? { ...pem, verify: !endpoint.SkipTLSVerify } : undefined);
}

interface ContextFile {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string; readonly SkipTLSVerify?: boolean } };
}

/** Docker's own, Docker Desktop's, rootless Docker's and Podman's, Colima's, OrbStack's. */
function usualSockets({ env, home, files }: EndpointQuestion): readonly Candidate[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  const paths = [
    '/var/run/docker.sock',
    posix.join(home, '.docker/run/docker.sock'),
    ...(runtime ? [posix.join(runtime, 'docker.sock'), posix.join(runtime, 'podman/podman.sock')] : []),
    posix.join(home, '.colima/default/docker.sock'),
    posix.join(home, '.orbstack/run/docker.sock'),
  ];
  return paths.map((path) =>
    files.exists(path)
      ? { origin: path, address: { kind: 'socket', path } }
      : { origin: path, rejected: 'does not exist' },
  );
}

function parse(text: string | undefined): Record<string, unknown> | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}
