import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a request carries the token (RFC 6750, section 2.1). The time that it takes tells nothing of the token. */
export function isAuthorized(header: string | undefined, token: string): boolean {
  const [, given] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
