import { X509Certificate } from 'node:crypto';
import { authorityOf, isFrom } from './authority.ts';
import { daysLeft, joinPair, type KeyPair, splitPair } from './pem.ts';
import type { ServerNames } from './sign.ts';
import type { SecretSources } from './sources.ts';

const serverDays = 365;

export interface ServerCertificate extends KeyPair {
  /** The certificate of the development CA, which clients are to trust. */
  readonly authority: string;
}

/**
 * A server's key and certificate from a development CA. The one that was made before is used again until a third of its time
 * is left, or the server is called otherwise.
 */
export async function issueServerCertificate(
  names: ServerNames,
  sources: SecretSources,
): Promise<ServerCertificate> {
  const { keep, now, randomBytes } = sources;
  const authority = await authorityOf(sources);
  const isGood = (text: string): boolean => {
    const pair = splitPair(text);
    return daysLeft(pair, now()) > serverDays / 3 && isCalled(pair, names) && isFrom(pair, authority);
  };
  const kept = await keep(`${names.name}_certificate`, isGood, async () => {
    const { signServer } = await import('./sign.ts');
    return joinPair(await signServer(names, authority, { days: serverDays, now: now(), randomBytes }));
  });
  return { ...splitPair(kept), authority: authority.certificate };
}

function isCalled({ certificate }: KeyPair, { dnsNames, addresses }: ServerNames): boolean {
  const { subjectAltName } = new X509Certificate(certificate);
  const names = [...dnsNames.map((one) => `DNS:${one}`), ...addresses.map((one) => `IP Address:${one}`)];
  return subjectAltName === names.join(', ');
}
