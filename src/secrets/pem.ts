import { X509Certificate } from 'node:crypto';

/** A certificate and its private key (PKCS #8) in PEM, one text, as it is kept. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export function joinPair({ certificate, key }: KeyPair): string {
  return `${certificate.trim()}\n${key.trim()}\n`.replaceAll('\r', '');
}

export function splitPair(text: string): KeyPair {
  const begin = text.indexOf('-----BEGIN PRIVATE KEY');
  return { certificate: text.slice(0, begin), key: text.slice(begin) };
}

export const dayMs = 24 * 60 * 60_000;

/** How many days a certificate is still good for. */
export function daysLeft({ certificate }: KeyPair, now: number): number {
  return (Date.parse(new X509Certificate(certificate).validTo) - now) / dayMs;
}
