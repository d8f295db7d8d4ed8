import { X509Certificate } from 'node:crypto';
import { daysLeft, joinPair, type KeyPair, splitPair } from './pem.ts';
import type { SecretSources } from './sources.ts';

const authorityDays = 3650;
/** No certificate is good for longer; the format of recipes sees to it. */
const longestDays = 825;

/** The project's own, made when it is first needed, and anew before anything that it signs could outlive it. */
export async function authorityOf({ keep, now, randomBytes }: SecretSources): Promise<KeyPair> {
  return keptAuthority(
    { keptAs: 'certificate-authority', name: 'Outrider development CA' },
    { keep, now, randomBytes },
  );
}

/**
 * An authority that a recipe has for its own program, apart from the project's, in the entries that Istio gives them. It signs
 * itself, so it is its own root and chain.
 */
export async function recipeAuthority(
  recipe: string,
  sources: SecretSources,
): Promise<Readonly<Record<string, string>>> {
  const { certificate, key } = await keptAuthority(
    { keptAs: `${recipe}_authority`, name: `${recipe} CA` },
    sources,
  );
  const certificates = ['ca-cert.pem', 'cert-chain.pem', 'root-cert.pem'].map((name) => [name, certificate]);
  return { ...Object.fromEntries(certificates), 'ca-key.pem': key };
}

async function keptAuthority(
  { keptAs, name }: { readonly keptAs: string; readonly name: string },
  { keep, now, randomBytes }: SecretSources,
): Promise<KeyPair> {
  const isGood = (text: string) => daysLeft(splitPair(text), now()) > longestDays;
  const kept = await keep(keptAs, isGood, async () => {
    const { signAuthority } = await import('./sign.ts');
    return joinPair(await signAuthority(name, { days: authorityDays, now: now(), randomBytes }));
  });
  return splitPair(kept);
}

/** Whether a certificate is signed by this authority. */
export function isFrom({ certificate }: KeyPair, authority: KeyPair): boolean {
  return new X509Certificate(certificate).verify(new X509Certificate(authority.certificate).publicKey);
}
