import { createPublicKey, verify } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { readAccountToken, signAccountToken } from '../../../../src/secrets/tokens/account-token.ts';
import { keySetOf, signingKeyOf } from '../../../../src/secrets/tokens/signing-key.ts';

const issuer = 'https://kubernetes.default.svc.cluster.local';
const now = Date.parse('2026-11-28T10:00:00Z');
const key = await signingKeyOf({ keep: async (_name, _isGood, make) => make() });
const wanted = {
  ...{ namespace: 'shop', account: { name: 'reader', uid: 'u1' }, audiences: ['api', 'other'], id: 'j1' },
  bound: { kind: 'pod', name: 'web', uid: 'u2' } as const,
  expires: now + 3_600_000,
};
const token = signAccountToken(wanted, key, { issuer, now });

const part = (at: number) => JSON.parse(Buffer.from(token.split('.')[at]!, 'base64url').toString());

it('a token has the claims of an API server, and anybody can verify it with the published keys', () => {
  expect(part(1)).toEqual({
    ...{
      aud: ['api', 'other'],
      exp: now / 1000 + 3600,
      iat: now / 1000,
      nbf: now / 1000,
      iss: issuer,
      jti: 'j1',
    },
    sub: 'system:serviceaccount:shop:reader',
    'kubernetes.io': {
      namespace: 'shop',
      pod: { name: 'web', uid: 'u2' },
      serviceaccount: { name: 'reader', uid: 'u1' },
    },
  });
  const [published] = keySetOf(key).keys as [{ kid: string; kty: string; n: string; e: string }];
  expect(part(0)).toEqual({ alg: 'RS256', kid: published.kid });
  const [header, payload, signature] = token.split('.');
  const { kty, n, e } = published;
  const anybody = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  const isGood = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    anybody,
    Buffer.from(signature!, 'base64url'),
  );
  expect(isGood).toBe(true);
});

it('a token says what was signed for as long as it is good, and nothing before and after', () => {
  expect(readAccountToken(token, key, { issuer, now: now + 3_599_000 })).toEqual(wanted);
  expect(readAccountToken(token, key, { issuer, now: now + 3_600_000 })).toBeUndefined();
  expect(readAccountToken(token, key, { issuer, now: now - 60_000 })).toBeUndefined();
});

it('a text that the project has not signed is no token', async () => {
  const other = await signingKeyOf({ keep: async (_name, _isGood, make) => make() });
  const [header, , signature] = token.split('.');
  const changed = Buffer.from(
    JSON.stringify({ ...part(1), sub: 'system:serviceaccount:shop:admin' }),
  ).toString('base64url');
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  for (const text of [
    ...['', 'a', 'a.b.c', '..', `${token}.x`],
    `${header}.${changed}.${signature}`,
    `${unsigned}.${token.split('.')[1]}.`,
    signAccountToken(wanted, other, { issuer, now }),
    signAccountToken(wanted, key, { issuer: 'https://else.where', now }),
  ])
    expect(readAccountToken(text, key, { issuer, now })).toBeUndefined();
});
