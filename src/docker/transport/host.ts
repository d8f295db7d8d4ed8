/** Where an engine listens. */
export type Address =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsFiles }
  | { readonly kind: 'ssh'; readonly destination: string; readonly port?: number };

export interface TlsFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** Whether the server's certificate is checked. */
  readonly verify: boolean;
}

/** Docker's ports without and with TLS. */
const plainPort = 2375;
const tlsPort = 2376;

/** Reads a host in any form that the docker CLI takes; answers with a sentence when it is none. */
export function parseHost(host: string, tls: TlsFiles | undefined): Address | string {
  if (host.startsWith('/')) return { kind: 'socket', path: host };
  if (host.startsWith('unix://')) {
    const path = host.slice('unix://'.length);
    return path ? { kind: 'socket', path } : 'names no socket: expected unix:///path';
  }
  if (host.startsWith('npipe://')) return { kind: 'socket', path: host.slice('npipe://'.length) };
  const url = urlOf(host.includes('://') ? host : `tcp://${host}`);
  if (!url?.hostname) return 'is no address: expected unix://, tcp:// or ssh://';
  if (url.protocol === 'ssh:') return sshAddress(url);
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol)) {
    return `has a scheme that is not known here: ${url.protocol}//`;
  }
  return tcpAddress(url, tls);
}

function tcpAddress(url: URL, tls: TlsFiles | undefined): Address {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || (tls ? tlsPort : plainPort);
  return { kind: 'tcp', host, port, ...(tls && { tls }) };
}

/** Of what ssh takes for a destination only what is harmless: no option, no second word, nothing for a shell. */
const sshUser = /^[\w.+][\w.+\\-]*$/;
const sshHost = /^[\w:][\w.:-]*$/;

function sshAddress(url: URL): Address | string {
  const host = decoded(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  const user = decoded(url.username);
  if (host === undefined || user === undefined)
    return 'is no address: a percent sign in it begins no character';
  if (!sshHost.test(host) || (user !== '' && !sshUser.test(user))) return 'is no ssh destination';
  if (url.password) return 'holds a password: ssh takes keys';
  if (url.pathname !== '' && url.pathname !== '/') return 'has a path, which ssh:// cannot have';
  const destination = user === '' ? host : `${user}@${host}`;
  return { kind: 'ssh', destination, ...(url.port && { port: Number(url.port) }) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
