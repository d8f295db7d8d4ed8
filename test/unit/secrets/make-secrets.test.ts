import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { SecretRequest } from '../../../src/manifest/recipe/secrets.ts';
import type { Keep } from '../../../src/secrets/keep.ts';
import { makeSecrets } from '../../../src/secrets/make-secrets.ts';

const dayMs = 86_400_000;
const today = Date.UTC(2030, 0, 15);

/** As a folder would keep it: of two who make the same at once, each has its own. */
function memory(): Keep {
  const kept = new Map<string, string>();
  return async (name, isGood, make) => {
    const found = kept.get(name);
    if (found !== undefined && isGood(found)) return found;
    const made = await make();
    kept.set(name, made);
    return made;
  };
}

function certificate(name: string, more: readonly string[] = []): SecretRequest {
  const identity = { name, dnsNames: [name, ...more], uri: `spiffe://cluster.local/ns/default/sa/${name}` };
  return { kind: 'certificate', name: `outrider-x-${name}`, namespaces: [undefined], identity, days: 90 };
}

const makeOne = async (request: SecretRequest, keep: Keep, daysLater = 0) =>
  (await makeSecrets([request], { keep, randomBytes, now: () => today + daysLater * dayMs }))[0]!.data;

describe('an authority of a recipe', () => {
  const root = { name: 'root', namespaces: [undefined] };
  const request: SecretRequest = { kind: 'authority', name: 'outrider-x-ca', namespaces: ['far'], root };

  it('signs itself, has its key in the form that Istio reads, and stays the same', async () => {
    const keep = memory();
    const made = await makeOne(request, keep);
    const certificate = new X509Certificate(made['root-cert.pem']!);
    expect(certificate.ca && certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(made['ca-key.pem']!))).toBe(true);
    expect([made['ca-cert.pem'], made['cert-chain.pem']]).toEqual([
      made['root-cert.pem'],
      made['root-cert.pem'],
    ]);
    expect(await makeOne(request, keep, 100)).toEqual(made);
  });

  it('is another one than that of the project', async () => {
    const keep = memory();
    const [own, pods] = [await makeOne(request, keep), await makeOne(certificate('web'), keep)];
    expect(own['root-cert.pem']).not.toBe(pods['ca.crt']);
  });
});

describe('random values', () => {
  const request: SecretRequest = {
    kind: 'random',
    name: 'x',
    namespaces: [undefined],
    bytes: { long: 32, short: 16 },
  };

  it('have so many bytes, and differ', async () => {
    const { long = '', short = '' } = await makeOne(request, memory());
    expect([Buffer.from(long, 'base64url').length, Buffer.from(short, 'base64url').length]).toEqual([32, 16]);
    expect((await makeOne(request, memory()))['long']).not.toBe(long);
  });

  it('are the same again, unless the recipe wants another length', async () => {
    const keep = memory();
    const first = await makeOne(request, keep);
    expect(await makeOne(request, keep)).toEqual(first);
    const longer = await makeOne({ ...request, bytes: { long: 64, short: 16 } }, keep);
    expect([longer['long'] === first['long'], longer['short'] === first['short']]).toEqual([false, true]);
  });
});

describe('certificates', () => {
  it('are signed by the project’s own authority, which signs for all of its pods', async () => {
    const keep = memory();
    const requests = [certificate('a'), certificate('b')];
    const together = await makeSecrets(requests, { keep, randomBytes, now: () => today });
    const all = [...together.map(({ data }) => data), await makeOne(certificate('c'), keep)];
    expect(new Set(all.map((data) => data['ca.crt'])).size).toBe(1);
    const authority = new X509Certificate(all[0]!['ca.crt']!);
    for (const { 'tls.crt': text } of all) {
      const leaf = new X509Certificate(text!);
      expect([leaf.checkIssued(authority), leaf.verify(authority.publicKey)]).toEqual([true, true]);
    }
    expect([authority.ca, new X509Certificate(all[0]!['tls.crt']!).ca]).toEqual([true, false]);
  });

  it('of another project are no good here', async () => {
    const other = new X509Certificate((await makeOne(certificate('a'), memory()))['ca.crt']!);
    const leaf = new X509Certificate((await makeOne(certificate('a'), memory()))['tls.crt']!);
    expect(leaf.verify(other.publicKey)).toBe(false);
  });

  it('say who the pod is, in every way that it is called', async () => {
    const data = await makeOne(certificate('a', ['front']), memory());
    const leaf = new X509Certificate(data['tls.crt']!);
    expect(leaf.subject).toBe('CN=a');
    expect(leaf.subjectAltName).toBe('DNS:a, DNS:front, URI:spiffe://cluster.local/ns/default/sa/a');
    expect(data['tls.key']).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(Object.values(data).join('')).not.toContain('\r');
  });

  it('are good from yesterday on, for as long as was asked', async () => {
    const leaf = new X509Certificate((await makeOne(certificate('a'), memory()))['tls.crt']!);
    expect([Date.parse(leaf.validFrom), Date.parse(leaf.validTo)]).toEqual([
      today - dayMs,
      today + 90 * dayMs,
    ]);
  });

  it('are used again until a third of their time is left', async () => {
    const keep = memory();
    const first = await makeOne(certificate('a'), keep);
    expect(await makeOne(certificate('a'), keep, 59)).toEqual(first);
    const renewed = await makeOne(certificate('a'), keep, 61);
    expect([renewed['tls.crt'] === first['tls.crt'], renewed['ca.crt'] === first['ca.crt']]).toEqual([
      false,
      true,
    ]);
  });

  it('are made anew when the pod is called otherwise, or its authority is over', async () => {
    const keep = memory();
    const first = await makeOne(certificate('a'), keep);
    expect((await makeOne(certificate('a', ['front']), keep))['tls.crt']).not.toBe(first['tls.crt']);
    const later = await makeOne(certificate('a'), keep, 3650 - 824);
    expect(later['ca.crt']).not.toBe(first['ca.crt']);
    const authority = new X509Certificate(later['ca.crt']!);
    expect(new X509Certificate(later['tls.crt']!).verify(authority.publicKey)).toBe(true);
  });
});
