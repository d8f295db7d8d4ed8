import { expect, it } from '@jest/globals';
import { openId } from '../../../../src/api/accounts/open-id.ts';
import type { TokenPorts } from '../../../../src/api/accounts/ports.ts';
import { requestSpec, reviewSpec } from '../../../../src/api/accounts/protobuf-spec.ts';
import { requestToken } from '../../../../src/api/accounts/token-request.ts';
import { reviewToken } from '../../../../src/api/accounts/token-review.ts';
import { userOfToken } from '../../../../src/api/accounts/user.ts';
import { senderOf } from '../../../../src/api/serve/authorize.ts';
import { StatusError } from '../../../../src/api/status.ts';
import type { AccountToken } from '../../../../src/pod/account-token.ts';
import { store } from '../objects/support.ts';

/** A token is its own claims, so that a test can read it. */
const ports: TokenPorts = {
  issuer: 'https://issuer',
  sign: (token) => JSON.stringify(token),
  read: (text) => (text.startsWith('{') ? (JSON.parse(text) as AccountToken) : undefined),
  keySet: () => ({ keys: [] }),
};
const now = Date.parse('2026-11-28T10:00:00.500Z');

function kept() {
  const all = store();
  const metadata = (name: string, uid: string) => ({ name, namespace: 'shop', uid });
  all.put('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadata('reader', 'u1'),
  });
  all.put('pods', { apiVersion: 'v1', kind: 'Pod', metadata: metadata('web', 'u2') });
  return all;
}

const ask = (spec: object, name = 'reader') =>
  requestToken({ namespace: 'shop', name }, { ...spec }, { ...ports, store: kept(), now: () => now });

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof StatusError) return `${error.status.reason}: ${error.message}`;
  }
  return 'it was done';
}

const tokenIn = ({ status }: { readonly status: object }) =>
  JSON.parse((status as { readonly token: string }).token) as AccountToken;

it('a token is for the audiences that are asked for, and for the API where none is', () => {
  expect(tokenIn(ask({ audiences: ['vault'] })).audiences).toEqual(['vault']);
  expect(tokenIn(ask({})).audiences).toEqual(['https://issuer']);
  expect(ask({ expirationSeconds: 600 }).status).toMatchObject({
    expirationTimestamp: '2026-11-28T10:10:00Z',
  });
});

it('a token is bound to an object that is there', () => {
  const bound = { kind: 'Pod', name: 'web' };
  expect(tokenIn(ask({ boundObjectRef: bound })).bound).toEqual({ kind: 'pod', name: 'web', uid: 'u2' });
  expect(reasonOf(() => ask({ boundObjectRef: { ...bound, name: 'none' } }))).toBe(
    'NotFound: pods "none" not found',
  );
  expect(reasonOf(() => ask({ boundObjectRef: { ...bound, uid: 'old' } }))).toMatch(
    /^Conflict: .*does not match/,
  );
  expect(reasonOf(() => ask({ boundObjectRef: { kind: 'Job', name: 'web' } }))).toMatch(/^BadRequest/);
});

it('what cannot be asked for is refused in the words of an API server', () => {
  expect(reasonOf(() => ask({}, 'none'))).toBe('NotFound: serviceaccounts "none" not found');
  expect(reasonOf(() => ask({ expirationSeconds: 60 }))).toMatch(
    /^Invalid: .*Invalid value: 60: may not specify a duration less than 10 minutes$/,
  );
  expect(reasonOf(() => ask({ expirationSeconds: 2 ** 33 }))).toMatch(/larger than 2\^32 seconds$/);
});

const token = tokenIn(
  ask({ audiences: ['vault', 'https://issuer'], boundObjectRef: { kind: 'Pod', name: 'web' } }),
);
const review = (spec: object) => reviewToken({ ...spec }, { ...ports, isToken: (text) => text === 'person' });

it('a review says whose a token is, and for which of the audiences it is good', () => {
  const text = ports.sign(token);
  const user = {
    ...{ username: 'system:serviceaccount:shop:reader', uid: 'u1' },
    groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
    extra: {
      'authentication.kubernetes.io/credential-id': [`JTI=${token.id}`],
      'authentication.kubernetes.io/pod-name': ['web'],
      'authentication.kubernetes.io/pod-uid': ['u2'],
    },
  };
  expect(review({ token: text })).toEqual({ authenticated: true, user, audiences: ['https://issuer'] });
  expect(review({ token: text, audiences: ['x', 'vault'] })).toEqual({
    authenticated: true,
    user,
    audiences: ['vault'],
  });
  expect(review({ token: text, audiences: ['x'] })).toMatchObject({
    authenticated: false,
    error:
      '[invalid bearer token, token audiences ["vault" "https://issuer"] is invalid for the target audiences ["x"]]',
  });
  expect(review({ token: 'words' })).toMatchObject({ authenticated: false });
  expect(review({ token: 'person' })).toMatchObject({ user: { username: 'outrider:user' } });
});

it('a request is from the person or from a service account, and from nobody else', () => {
  const accounts = (text: string) => (text === 'account' ? userOfToken(token) : undefined);
  const sender = (header: string | undefined) => senderOf(header, { token: 'person', accounts })?.username;
  expect(sender('Bearer person')).toBe('outrider:user');
  expect(sender('bearer account')).toBe('system:serviceaccount:shop:reader');
  for (const header of [undefined, '', 'Bearer', 'Bearer x', 'Basic person'])
    expect(sender(header)).toBeUndefined();
  expect(senderOf('Bearer account', { token: 'person' })).toBeUndefined();
});

/** A field with a length, in protobuf. */
const field = (number: number, content: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from([number * 8 + 2, content.length]), Buffer.from(content)]);
const envelope = (spec: Buffer): Buffer =>
  Buffer.concat([Buffer.from('k8s\0'), field(1, field(1, 'v1')), field(2, field(2, spec))]);

it('requests and reviews of tokens in protobuf are read, as typed clients send them', () => {
  const bound = Buffer.concat([field(1, 'Pod'), field(3, 'web')]);
  const seconds = Buffer.from([4 * 8, 0xb0, 0x09]);
  const spec = Buffer.concat([field(1, 'vault'), field(1, 'x'), seconds, field(3, bound)]);
  expect(requestSpec(envelope(spec))).toMatchObject({
    ...{ audiences: ['vault', 'x'], expirationSeconds: 1200 },
    boundObjectRef: { kind: 'Pod', name: 'web' },
  });
  expect(reviewSpec(envelope(Buffer.concat([field(1, 'a token'), field(2, 'vault')])))).toEqual({
    ...{ token: 'a token', audiences: ['vault'] },
  });
});

it('a body that is no protobuf is refused, wherever it is cut', () => {
  const whole = envelope(field(1, 'vault'));
  for (let length = 0; length < whole.length; length++)
    expect(reasonOf(() => requestSpec(whole.subarray(0, length)))).toMatch(/^(BadRequest|it was done)/);
  expect(reasonOf(() => requestSpec(undefined))).toMatch(/^BadRequest/);
  expect(reasonOf(() => requestSpec(Buffer.from('{"spec":{}}')))).toMatch(/^BadRequest/);
});

it('the issuer and its keys can be looked up', async () => {
  const get = async (path: string) => {
    const request = {
      method: 'GET',
      path,
      query: new URLSearchParams(),
      headers: {},
      signal: new AbortController().signal,
    };
    const answer = await openId(ports)(request);
    return answer && 'body' in answer ? JSON.parse(String(answer.body)) : undefined;
  };
  expect(await get('/.well-known/openid-configuration')).toMatchObject({
    issuer: 'https://issuer',
    jwks_uri: 'https://issuer/openid/v1/jwks',
  });
  expect(await get('/openid/v1/jwks')).toEqual({ keys: [] });
  expect(await get('/openid/v2')).toBeUndefined();
});
