import { X509Certificate } from 'node:crypto';
import type { WorkloadIdentity } from '../manifest/recipe/workload-identity.ts';
import { authorityOf, isFrom } from './authority.ts';
import { daysLeft, joinPair, type KeyPair, splitPair } from './pem.ts';
import type { SecretSources } from './sources.ts';

interface Wanted {
  /** What it is kept under. */
  readonly name: string;
  readonly identity: WorkloadIdentity;
  readonly days: number;
}

/**
 * A pod's key and certificate from the project's development CA, in the entries of a Secret of type `kubernetes.io/tls`,
 * and the CA's certificate beside them (as cert-manager has it). The one that was made before is used again until a third
 * of its time is left, or the pod is called otherwise.
 */
export async function issueCertificate(
  { name, identity, days }: Wanted,
  sources: SecretSources,
): Promise<Readonly<Record<string, string>>> {
  const { keep, now, randomBytes } = sources;
  const authority = await authorityOf(sources);
  const isGood = (text: string) => {
    const pair = splitPair(text);
    return daysLeft(pair, now()) > days / 3 && isFor(pair, identity) && isFrom(pair, authority);
  };
  const kept = await keep(`${name}_certificate`, isGood, async () => {
    const { signWorkload } = await import('./sign.ts');
    return joinPair(await signWorkload(identity, authority, { days, now: now(), randomBytes }));
  });
  const { certificate, key } = splitPair(kept);
  return { 'tls.crt': certificate, 'tls.key': key, 'ca.crt': authority.certificate };
}

function isFor({ certificate }: KeyPair, { name, dnsNames, uri }: WorkloadIdentity): boolean {
  const { subject, subjectAltName } = new X509Certificate(certificate);
  const names = [...dnsNames.map((each) => `DNS:${each}`), `URI:${uri}`];
  return subject === `CN=${name}` && subjectAltName === names.join(', ');
}
