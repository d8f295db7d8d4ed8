import type { Request } from './match-text.ts';

/** What a person asks about. */
export interface Asked {
  readonly url: string;
  readonly method: string;
  /** `NAME: VALUE`, one each. */
  readonly headers: readonly string[];
}

/**
 * A request as the proxy sees it.
 *
 * @param address where the name leads to inside of the pod.
 * @throws Error with one sentence for what is no URL of http or https, and for a header without a colon.
 */
export function readRequest({ url, method, headers }: Asked, address: string): Request {
  const parsed = parseUrl(url);
  const scheme = parsed.protocol === 'https:' ? 'https' : 'http';
  const pairs = headers.map(readHeader);
  const host = pairs.find(([name]) => name === 'host')?.[1];
  return {
    scheme,
    authority: host ?? parsed.host,
    address,
    port: parsed.port === '' ? (scheme === 'https' ? 443 : 80) : Number(parsed.port),
    method,
    path: parsed.pathname,
    query: new Map(parsed.searchParams),
    headers: new Map(pairs),
  };
}

/** @throws Error for what is no URL of http or https. */
export function parseUrl(url: string): URL {
  const text = url.includes('://') ? url : `http://${url}`;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol))
    throw new Error(`${JSON.stringify(url)} is no URL of http or https`);
  return parsed;
}

function readHeader(text: string): readonly [name: string, value: string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new Error(`${JSON.stringify(text)} is no header: NAME: VALUE`);
  return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()];
}
