import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { WorkloadIdentity } from '../manifest/recipe/workload-identity.ts';
import { dayMs, type KeyPair } from './pem.ts';

/** When a certificate is made, and for how long. */
interface Validity {
  readonly days: number;
  /** Milliseconds since 1970. It is good from a day before, since the clocks of two machines differ. */
  readonly now: number;
  readonly randomBytes: (count: number) => Buffer;
}

/** A certificate authority that signs itself, and whose certificates sign nobody (RFC 5280, 4.2.1.9). */
export function signAuthority(name: string, validity: Validity): Promise<KeyPair> {
  return sign({ name }, validity, [
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
}

/** A certificate for both ends of a connection: a pod calls and is called. */
export function signWorkload(
  { name, dnsNames, uri }: WorkloadIdentity,
  authority: KeyPair,
  validity: Validity,
): Promise<KeyPair> {
  const altNames = [...dnsNames.map((value) => ({ type: GENERAL_NAME.dns, value }))];
  return sign({ name, authority }, validity, [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    { name: 'subjectAltName', altNames: [...altNames, { type: GENERAL_NAME.uri, value: uri }] },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: keyIdentifierOf(authority) },
  ]);
}

/** What a server is called by those who connect to it. */
export interface ServerNames {
  readonly name: string;
  readonly dnsNames: readonly string[];
  /** IP addresses. */
  readonly addresses: readonly string[];
}

/** A certificate for a server of this machine. */
export function signServer(
  { name, dnsNames, addresses }: ServerNames,
  authority: KeyPair,
  validity: Validity,
): Promise<KeyPair> {
  const altNames = [
    ...dnsNames.map((value) => ({ type: GENERAL_NAME.dns, value })),
    ...addresses.map((ip) => ({ type: GENERAL_NAME.ip, ip })),
  ];
  return sign({ name, authority }, validity, [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: keyIdentifierOf(authority) },
  ]);
}

/** RFC 5280, 4.2.1.6. */
const GENERAL_NAME = { dns: 2, uri: 6, ip: 7 } as const;

interface Subject {
  readonly name: string;
  /** Who signs; the subject itself if absent. */
  readonly authority?: KeyPair;
}

async function sign(
  { name, authority }: Subject,
  { days, now, randomBytes }: Validity,
  extensions: readonly object[],
): Promise<KeyPair> {
  const keys = await makeKeys();
  const subject = [{ shortName: 'CN', value: name }];
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  // Positive, as RFC 5280, 4.1.2.2 wants it.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(now - dayMs);
  certificate.validity.notAfter = new Date(now + days * dayMs);
  certificate.setSubject(subject);
  certificate.setIssuer(authority ? certificateOf(authority).subject.attributes : subject);
  certificate.setExtensions([...extensions]);
  const signer = forge.pki.privateKeyFromPem(authority?.key ?? keys.privateKey);
  certificate.sign(signer, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key: keys.privateKey };
}

/** RSA, which every proxy and TLS library takes. */
function makeKeys(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function certificateOf({ certificate }: KeyPair): forge.pki.Certificate {
  return forge.pki.certificateFromPem(certificate);
}

function keyIdentifierOf(authority: KeyPair): string {
  return certificateOf(authority).generateSubjectKeyIdentifier().getBytes();
}
