import type { IncomingMessage } from 'node:http';
import { StatusError } from '../status.ts';

/** What a real server takes (apiserver, pkg/server/config.go: MaxRequestBodyBytes). */
const mostBodyBytes = 3 * 1024 * 1024;

/**
 * A request's body, whole; undefined when it has none.
 * @throws StatusError `RequestEntityTooLarge`, as soon as that is known. The rest is not read.
 */
export async function readBody(
  request: IncomingMessage,
  most = mostBodyBytes,
): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
  const parts: Buffer[] = [];
  let length = 0;
  // Leaving the loop would destroy the connection, and with it the answer.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    length += (part as Buffer).length;
    if (length > most) throw tooLarge(most);
    parts.push(part as Buffer);
  }
  return length === 0 ? undefined : Buffer.concat(parts);
}

function tooLarge(most: number): StatusError {
  return new StatusError('RequestEntityTooLarge', `Request entity too large: limit is ${most}`);
}
