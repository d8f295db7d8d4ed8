import { X509Certificate } from 'node:crypto';
import { daysLeft, joinPair, type KeyPair, splitPair } from './pem.ts';
import type { SecretSources } from './sources.ts';

const authorityDays = 3650;
/** No certificate is good for longer; the format of recipes sees to it. */
const longestDays = 825;

/** The project's own, made when it is first needed, and anew before anything that it signs could outlive it. */
export async function authorityOf({ keep, now, randomBytes }: SecretSources): Promise<KeyPair> {
  const isGood = (text: string) => daysLeft(splitPair(text), now()) > longestDays;
  const kept = await keep('certificate-authority', isGood, async () => {
    const { signAuthority } = await import('./sign.ts');
    const validity = { days: authorityDays, now: now(), randomBytes };
    return joinPair(await signAuthority('Outrider development CA', validity));
  });
  return splitPair(kept);
}

/** Whether a certificate is signed by this authority. */
export function isFrom({ certificate }: KeyPair, authority: KeyPair): boolean {
  return new X509Certificate(certificate).verify(new X509Certificate(authority.certificate).publicKey);
}
