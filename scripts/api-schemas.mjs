import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

/**
 * Takes the schemas of the kinds that the API serves from a real API server, and packs them: `node scripts/api-schemas.mjs kubectl OPTIONS…`
 * writes `schemas/kubernetes.json.br`. kubectl and its options lead to a server of the version that `/version` names.
 */
const [kubectl = 'kubectl', ...options] = process.argv.slice(2);

const served = {
  'api/v1': [
    ...['ConfigMap', 'Endpoints', 'Event', 'Namespace', 'Node', 'PersistentVolumeClaim', 'Pod'],
    ...['ReplicationController', 'Secret', 'ServiceAccount', 'Service'],
  ],
  'apis/admissionregistration.k8s.io/v1': ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  'apis/apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'apis/apps/v1': ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'apis/batch/v1': ['CronJob', 'Job'],
  'apis/coordination.k8s.io/v1': ['Lease'],
  'apis/discovery.k8s.io/v1': ['EndpointSlice'],
  'apis/events.k8s.io/v1': ['Event'],
  'apis/networking.k8s.io/v1': ['Ingress', 'IngressClass'],
};

const taken = {};
for (const [path, kinds] of Object.entries(served)) {
  const { schemas } = ask(`/openapi/v3/${path}`).components;
  for (const [name, schema] of Object.entries(schemas))
    if (kindsOf(schema).some(({ kind }) => kinds.includes(kind) && name.endsWith(`.${kind}`)))
      take(name, schemas);
}
const text = JSON.stringify(taken);
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
const packed = brotliCompressSync(text, { params });
writeFileSync(join(import.meta.dirname, '..', 'schemas', 'kubernetes.json.br'), packed);
console.log(`${Object.keys(taken).length} schemas, ${text.length} bytes, ${packed.length} packed`);

function ask(path) {
  const { status, stdout, stderr } = spawnSync(kubectl, [...options, 'get', '--raw', path], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${path}: ${stderr}`);
  return JSON.parse(stdout);
}

/** A schema, and those that it refers to. Kinds that are in every group say so in a list that nobody needs here. */
function take(name, schemas) {
  if (taken[name]) return;
  const { 'x-kubernetes-group-version-kind': kinds = [], ...schema } = schemas[name];
  taken[name] = { ...schema, ...(kinds.length === 1 && { 'x-kubernetes-group-version-kind': kinds }) };
  for (const [, other] of JSON.stringify(schema).matchAll(/#\/components\/schemas\/([^"]+)/g))
    take(other, schemas);
}

function kindsOf(schema) {
  return schema['x-kubernetes-group-version-kind'] ?? [];
}
