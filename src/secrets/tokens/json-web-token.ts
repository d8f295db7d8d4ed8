import { sign, verify } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

/** The claims of a token, as JSON. */
export type Claims = Readonly<Record<string, unknown>>;

const algorithm = 'RS256';
const digest = 'sha256';

/** A JSON Web Token in its compact form (RFC 7515, RFC 7519). */
export function signClaims(claims: Claims, key: SigningKey): string {
  const signed = [{ alg: algorithm, kid: key.id }, claims].map(encode).join('.');
  return `${signed}.${sign(digest, Buffer.from(signed), key.private).toString('base64url')}`;
}

/** The claims of a token that this key has signed; undefined for any other text. Neither time nor audience is looked at. */
export function verifiedClaims(token: string, key: SigningKey): Claims | undefined {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || decode(header)?.['alg'] !== algorithm) return undefined;
  const bytes = Buffer.from(signature, 'base64url');
  return verify(digest, Buffer.from(`${header}.${payload}`), key.public, bytes) ? decode(payload) : undefined;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Claims)
      : undefined;
  } catch {
    return undefined;
  }
}
