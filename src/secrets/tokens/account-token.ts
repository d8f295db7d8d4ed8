import type { AccountToken } from '../../pod/account-token.ts';
import { type Claims, signClaims, verifiedClaims } from './json-web-token.ts';
import type { SigningKey } from './signing-key.ts';

interface Issuing {
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A token as the API server signs it. Source: kubernetes `pkg/serviceaccount/claims.go`. */
export function signAccountToken(token: AccountToken, key: SigningKey, { issuer, now }: Issuing): string {
  const { namespace, account, bound, audiences, expires, id } = token;
  const issued = seconds(now);
  const claims = {
    ...{ aud: audiences, exp: seconds(expires), iat: issued, iss: issuer, jti: id },
    'kubernetes.io': {
      namespace,
      ...(bound && { [bound.kind]: { name: bound.name, uid: bound.uid } }),
      serviceaccount: account,
    },
    ...{ nbf: issued, sub: `system:serviceaccount:${namespace}:${account.name}` },
  };
  return signClaims(claims, key);
}

/** Clocks of two machines differ by a little, in milliseconds. */
const leewayMs = 10_000;

/** What a token says, if this key has signed it and it is good now; undefined for any other text. Audiences are the caller's business. */
export function readAccountToken(
  text: string,
  key: SigningKey,
  { issuer, now }: Issuing,
): AccountToken | undefined {
  const claims = verifiedClaims(text, key);
  if (!claims || claims['iss'] !== issuer) return undefined;
  const expires = Number(claims['exp']) * 1000;
  const begins = Number(claims['nbf']) * 1000;
  if (!(now < expires && now >= begins - leewayMs)) return undefined;
  return tokenOf(claims, expires);
}

function tokenOf(claims: Claims, expires: number): AccountToken | undefined {
  const about = claims['kubernetes.io'] as Readonly<Record<string, unknown>> | undefined;
  const account = about?.['serviceaccount'] as AccountToken['account'] | undefined;
  if (!about || !account) return undefined;
  const kind = (['pod', 'secret', 'node'] as const).find((one) => about[one] !== undefined);
  return {
    namespace: String(about['namespace']),
    account,
    ...(kind && { bound: { kind, ...(about[kind] as AccountToken['account']) } }),
    audiences: [claims['aud']].flat().map(String),
    expires,
    id: String(claims['jti']),
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
