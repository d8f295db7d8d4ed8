import type { IncomingMessage } from 'node:http';
import type { User } from '../accounts/user.ts';
import type { ApiRequest } from '../request.ts';

/** A request as the handlers get it; its body is read by then. */
export function toApiRequest(
  { method = 'GET', url = '/', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Uint8Array | undefined,
  signal: AbortSignal,
  user?: User,
): ApiRequest {
  const [path = '/', ...query] = url.split('?');
  return {
    method: method.toUpperCase(),
    path,
    query: queryOf(query.join('?')),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    ...(body && { body }),
    ...(user && { user }),
    signal,
  };
}

/** As a server of Go reads a query: what cannot be decoded, and what has a semicolon, is left out (net/url, ParseQuery). */
function queryOf(text: string): URLSearchParams {
  const parts = text.split('&').filter((part) => !/%(?![0-9A-Fa-f]{2})|;/.test(part));
  return new URLSearchParams(parts.join('&'));
}
