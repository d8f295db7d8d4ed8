import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { SecretSources } from '../sources.ts';

/** The key by which a project signs the tokens of its service accounts. */
export interface SigningKey {
  readonly private: KeyObject;
  readonly public: KeyObject;
  /** Names the key in tokens and in the key set. */
  readonly id: string;
}

/** The project's own, made when it is first needed. RSA, which every library that reads tokens takes. */
export async function signingKeyOf({ keep }: Pick<SecretSources, 'keep'>): Promise<SigningKey> {
  const text = await keep('service-account-key', isKey, makeKey);
  const key = createPrivateKey(text);
  const ofKey = createPublicKey(key);
  return { private: key, public: ofKey, id: idOf(ofKey) };
}

function isKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

async function makeKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Source: kubernetes `pkg/serviceaccount/jwt.go`, keyIDFromPublicKey. */
function idOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

/** The public part as a JSON Web Key Set (RFC 7517), with which others verify the tokens. */
export function keySetOf(key: SigningKey): { readonly keys: readonly object[] } {
  const { kty, n, e } = key.public.export({ format: 'jwk' });
  return { keys: [{ use: 'sig', kty, kid: key.id, alg: 'RS256', n, e }] };
}
