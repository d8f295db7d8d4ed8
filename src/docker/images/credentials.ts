import { posix } from 'node:path';

/** What the engine takes to ask a registry (Engine API, "Authentication"). */
type RegistryAuth =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

/** Absent `auth` means to ask as anybody may. A `problem` says why there is none although there might be. */
export interface FoundAuth {
  readonly auth?: RegistryAuth;
  readonly problem?: string;
}

/** What `docker login` has left for the registry of an image. A signal that fires ends the search without any. */
export type Credentials = (reference: string, signal: AbortSignal) => Promise<FoundAuth>;

/** What finding credentials needs of the machine. */
interface CredentialSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The text of a file; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** Asks a program for a secret; see `askHelper`. */
  readonly ask: (program: string, server: string, signal: AbortSignal) => Promise<FoundAuth>;
}

/** The part of docker's `config.json` that `docker login` writes. */
interface ConfigFile {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/** Docker Hub is kept under an address of its own. */
const hub = 'https://index.docker.io/v1/';
const hubHosts: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/**
 * In the order of the docker CLI (cli/config/configfile, `GetAuthConfig`): the registry's own helper, the store for all of
 * them, the file itself. A helper that fails is no reason not to try: most images need no credentials.
 */
export function findCredentials({ env, home, read, ask }: CredentialSources): Credentials {
  const folder = env['DOCKER_CONFIG'] || posix.join(home, '.docker');
  return async (reference, signal) => {
    const file = posix.join(folder, 'config.json');
    const text = read(file);
    if (text === undefined) return {};
    const config = parse(text);
    if (!config) return { problem: `${file} is no JSON` };
    const host = registryOf(reference);
    const server = host === 'docker.io' ? hub : host;
    const helper = config.credHelpers?.[server] ?? config.credHelpers?.[host] ?? config.credsStore;
    return helper ? ask(`docker-credential-${helper}`, server, signal) : inFile(config, host, server);
  };
}

/** The registry's host of an image's name: the first part, if it looks like a host (distribution/reference, `splitDockerDomain`). */
export function registryOf(reference: string): string {
  const [first, ...rest] = reference.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first!) || first === 'localhost');
  return !isHost || hubHosts.includes(first!) ? 'docker.io' : first!;
}

function inFile({ auths = {} }: ConfigFile, host: string, server: string): FoundAuth {
  const entry = auths[server] ?? Object.entries(auths).find(([key]) => hostOf(key) === host)?.[1];
  if (entry?.identitytoken) return { auth: { identitytoken: entry.identitytoken, serveraddress: server } };
  if (!entry?.auth) return {};
  const [, username, password] =
    /^([^:]+):([\s\S]*)$/.exec(Buffer.from(entry.auth, 'base64').toString()) ?? [];
  if (username === undefined || password === undefined)
    return { problem: `what docker's config.json has for ${host} is not user:password in base64` };
  return { auth: { username, password: password.replace(/\0+$/, ''), serveraddress: server } };
}

/** Keys of `auths` are hosts, or addresses with a scheme and a path (cli/config/credentials, `ConvertToHostname`). */
function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//, '').split('/')[0]!;
  return hubHosts.includes(host) ? 'docker.io' : host;
}

function parse(text: string): ConfigFile | undefined {
  try {
    return JSON.parse(text) as ConfigFile;
  } catch {
    return undefined;
  }
}
