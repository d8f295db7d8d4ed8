import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/** Who may see the page. */
export interface Access {
  /** It listens on an address of this machine alone. */
  readonly isLoopback: boolean;
  /** What the address of the page must have as `token`; absent where every process of this machine may look. */
  readonly token?: string;
}

interface Asked {
  readonly method: string | undefined;
  /** The path with its query. */
  readonly url: string | undefined;
  /** The header `Host`. */
  readonly host: string | undefined;
}

type Answer =
  | { readonly is: 'page' | 'events' }
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

/**
 * What a request gets. The page is read-only, so other methods are refused; on loopback other names are too: a page of
 * somebody else could reach this one under a name of its own (DNS rebinding).
 */
export function answerTo({ method, url, host }: Asked, { isLoopback, token }: Access): Answer {
  if (method !== 'GET' && method !== 'HEAD') return refused(405, 'this page is only for looking');
  if (isLoopback && !isLoopbackName(host)) return refused(403, 'this page is for this machine only');
  // Not by `URL`, which throws for what a stranger may send, such as `//[`.
  const [path, query] = (url ?? '/').split('?', 2);
  if (token !== undefined && !isSame(new URLSearchParams(query).get('token') ?? '', token))
    return refused(
      401,
      'the token in the address is missing or wrong; take the address that `outrider view` printed',
    );
  if (path === '/') return { is: 'page' };
  return path === '/events' ? { is: 'events' } : refused(404, 'there is nothing here');
}

/** Whether an address to listen on is one of this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

function isLoopbackName(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isLoopbackAddress(name);
}

/** Compares without telling by its time how much was right. */
function isSame(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

function refused(status: number, message: string): Answer {
  return { is: 'refused', status, message };
}
