import { dataUnder, type ExportObject } from './objects.ts';

/** A Secret that the manifests need and do not have, in words with what to do. */
export function leftOutNote(secret: ExportObject): string {
  const keys = [...Object.keys(dataUnder(secret, 'data')), ...Object.keys(dataUnder(secret, 'stringData'))];
  const from = keys.map((key) => `--from-literal=${key}=…`).join(' ');
  const where = secret.namespace === undefined ? '' : ` -n ${secret.namespace}`;
  return `Secret ${secret.name} is left out: --show-secrets writes it, or make it there: kubectl create secret generic ${secret.name}${where} ${from}`;
}
