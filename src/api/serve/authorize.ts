import { createHash, timingSafeEqual } from 'node:crypto';
import { person, type User } from '../accounts/user.ts';

/** Whom a request is from. */
interface Admitted {
  /** The token of the person. */
  readonly token: string;
  /** Whom a token of a service account lets in. */
  readonly accounts?: (text: string) => User | undefined;
}

/**
 * Who sends a request, by the token that it carries (RFC 6750, section 2.1); undefined for nobody. The time that it takes tells nothing of
 * the person's token.
 */
export function senderOf(header: string | undefined, { token, accounts }: Admitted): User | undefined {
  const [, given] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  if (given === undefined) return undefined;
  return timingSafeEqual(digest(given), digest(token)) ? person : accounts?.(given);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
