import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { fileIssuer } from '../../../../src/cli/access/file-issuer.ts';
import { projectTokens } from '../../../../src/cli/access/project-tokens.ts';
import { pod } from '../../../support/pods.ts';

const token = { is: 'token', account: 'reader', audience: 'vault', expirationSeconds: 600 } as const;
const begin = Date.parse('2026-11-28T10:00:00Z');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-tokens-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a token stays the same until a fifth of its time is left, and the API of the project takes each of them', async () => {
  let now = begin;
  const issuer = fileIssuer(folder, () => now);
  const web = pod({});
  const first = await issuer.content(token, web);
  now += 479_000;
  expect(issuer.isDue(token, web)).toBe(false);
  expect(await issuer.content(token, web)).toBe(first);
  now += 1_000;
  expect(issuer.isDue(token, web)).toBe(true);
  const second = await issuer.content(token, web);
  expect(second).not.toBe(first);
  const { read } = await projectTokens(folder, () => now);
  for (const text of [first, second])
    expect(read(text)).toMatchObject({
      ...{ namespace: web.namespace, account: { name: 'reader' }, audiences: ['vault'] },
      bound: { kind: 'pod', name: web.name },
    });
  now += 120_000;
  expect(read(first)).toBeUndefined();
  expect(read(second)).toBeDefined();
});

it('each pod and each audience has a token of its own, and another process issues new ones', async () => {
  const issuer = fileIssuer(folder, () => begin);
  const texts = await Promise.all([
    issuer.content(token, pod({})),
    issuer.content(token, pod({ name: 'other' })),
    issuer.content({ ...token, audience: 'api' }, pod({})),
  ]);
  expect(new Set(texts).size).toBe(3);
  expect(fileIssuer(folder, () => begin).isDue(token, pod({}))).toBe(true);
});

it('the certificate of the CA is that of the project', async () => {
  const issuer = fileIssuer(folder, () => begin);
  const first = await issuer.content({ is: 'authority' }, pod({}));
  expect(first).toContain('BEGIN CERTIFICATE');
  expect(await fileIssuer(folder, () => begin).content({ is: 'authority' }, pod({}))).toBe(first);
});
