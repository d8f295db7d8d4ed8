import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { askHelper } from '../../../../src/docker/images/credential-helper.ts';
import { type FoundAuth, findCredentials, registryOf } from '../../../../src/docker/images/credentials.ts';
import { createImages } from '../../../../src/docker/images/images.ts';
import { fakeDaemon, json, patience } from '../fake-daemon.ts';

it.each([
  ['haproxy:2.6', 'docker.io'],
  ['library/haproxy', 'docker.io'],
  ['docker.io/library/haproxy', 'docker.io'],
  ['index.docker.io/me/app', 'docker.io'],
  ['ghcr.example/me/app:1', 'ghcr.example'],
  ['localhost/app', 'localhost'],
  ['registry:5000/app@sha256:00', 'registry:5000'],
])('the registry of %s is %s', (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});

const secret = (text: string): string => Buffer.from(text).toString('base64');

async function found(config: unknown, reference: string): Promise<FoundAuth & { asked: string[] }> {
  const asked: string[] = [];
  const read = (path: string): string | undefined =>
    path === '/home/me/.docker/config.json' && config !== undefined
      ? typeof config === 'string'
        ? config
        : JSON.stringify(config)
      : undefined;
  const ask = async (program: string, server: string): Promise<FoundAuth> => {
    asked.push(`${program} ${server}`);
    return {};
  };
  const credentials = findCredentials({ env: {}, home: '/home/me', read, ask });
  return { ...(await credentials(reference, patience())), asked };
}

describe('credentials', () => {
  const auths = {
    'https://index.docker.io/v1/': { auth: secret('me:s3cret:with colon') },
    'https://ghcr.example/v2/': { auth: secret('you:t') },
    'azure.example': { identitytoken: 'abc' },
    'odd.example': { auth: secret('no colon') },
    'empty.example': {},
  };

  it('stand in the file under the host or an address of it', async () => {
    expect((await found({ auths }, 'haproxy')).auth).toEqual({
      username: 'me',
      password: 's3cret:with colon',
      serveraddress: 'https://index.docker.io/v1/',
    });
    expect((await found({ auths }, 'ghcr.example/app')).auth).toMatchObject({ username: 'you' });
    expect((await found({ auths }, 'azure.example/app')).auth).toEqual({
      identitytoken: 'abc',
      serveraddress: 'azure.example',
    });
    expect(await found({ auths }, 'other.example/app')).toEqual({ asked: [] });
    expect(await found({ auths }, 'empty.example/app')).toEqual({ asked: [] });
  });

  it('are asked of the helper of the registry, or of the store for all', async () => {
    const config = { auths, credsStore: 'desktop', credHelpers: { 'ghcr.example': 'gh' } };
    expect((await found(config, 'ghcr.example/app')).asked).toEqual(['docker-credential-gh ghcr.example']);
    expect((await found(config, 'haproxy')).asked).toEqual([
      'docker-credential-desktop https://index.docker.io/v1/',
    ]);
  });

  it('that cannot be read are a problem to be told, without a secret in it', async () => {
    expect((await found({ auths }, 'odd.example/app')).problem).toMatch(/odd\.example is not user:password/);
    expect((await found('{', 'haproxy')).problem).toBe('/home/me/.docker/config.json is no JSON');
    expect(await found(undefined, 'haproxy')).toEqual({ asked: [] });
  });
});

describe('a helper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-helper-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const helper = (script: string): string => {
    const path = join(folder, `docker-credential-${Math.abs(hash(script))}`);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const hash = (text: string): number =>
    [...text].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) | 0, 7);

  it('gets the server on its stdin and answers in JSON', async () => {
    const echo = helper(`read server; echo '{"Username":"me","Secret":"'"$server"'"}'`);
    expect(await askHelper(echo, 'ghcr.example', patience())).toEqual({
      auth: { username: 'me', password: 'ghcr.example', serveraddress: 'ghcr.example' },
    });
    const token = helper(`echo '{"Username":"<token>","Secret":"abc"}'`);
    expect(await askHelper(token, 'a.example', patience())).toEqual({
      auth: { identitytoken: 'abc', serveraddress: 'a.example' },
    });
  });

  it('that knows nothing of the registry is no problem; one that fails or is missing is', async () => {
    const knowsNothing = helper('echo "credentials not found in native keychain"; exit 1');
    expect(await askHelper(knowsNothing, 'a.example', patience())).toEqual({});
    expect((await askHelper(helper('echo locked; exit 1'), 'a.example', patience())).problem).toMatch(
      /failed: locked$/,
    );
    expect((await askHelper(helper('echo no json'), 'a.example', patience())).problem).toMatch(
      /did not answer in JSON$/,
    );
    expect((await askHelper(join(folder, 'missing'), 'a.example', patience())).problem).toMatch(
      /missing failed: .*ENOENT/,
    );
  });
});

it('a helper that waits for somebody ends with the signal, and so does the pull', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-helper-'));
  const helper = join(folder, 'docker-credential-locked');
  writeFileSync(helper, '#!/bin/sh\nexec sleep 50\n');
  chmodSync(helper, 0o755);
  const stopping = new AbortController();
  const asked = askHelper(helper, 'a.example', stopping.signal);
  stopping.abort();
  expect((await asked).problem).toMatch(/failed/);
  rmSync(folder, { recursive: true });
});

it('go to the engine with the pull, and what is wrong with them into the hint', async () => {
  const headers: (string | undefined)[] = [];
  const daemon = await fakeDaemon([
    ['GET', /\/images\//, json(404, { message: 'No such image' })],
    [
      'POST',
      /\/images\/create/,
      (response, request, body) => {
        headers.push(request.headers['x-registry-auth'] as string | undefined);
        json(500, { message: 'unauthorized: authentication required' })(response, request, body);
      },
    ],
  ]);
  const pull = (answer: FoundAuth) =>
    createImages(daemon.docker, { credentials: async () => answer }).ensure(
      { image: 'ghcr.example/app:1', imagePullPolicy: 'IfNotPresent' },
      () => {},
      patience(),
    );
  const auth = { username: 'me', password: 'p', serveraddress: 'ghcr.example' };
  await expect(pull({ auth })).rejects.toMatchObject({
    code: 'image-pull-failed',
    hint: expect.stringContaining('needs `docker login`'),
  });
  await expect(pull({ problem: 'the helper failed' })).rejects.toMatchObject({
    hint: 'It was asked for without credentials: the helper failed.',
  });
  expect(JSON.parse(Buffer.from(headers[0]!, 'base64url').toString())).toEqual(auth);
  expect(headers[1]).toBeUndefined();
  await daemon.close();
});
