import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { parseAllDocuments } from 'yaml';

/**
 * Takes the definitions of the kinds that istiod reads from the Go modules of its release, and packs them: `node scripts/istio-definitions.mjs`
 * writes `schemas/istio.json.br`. The modules are those that `images/istio-pilot/build.sh` compiles.
 */
const istio = 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad';
const gatewayApi = 'sigs.k8s.io/gateway-api@v1.6.0';

const texts = [
  readFileSync(join(folderOf(istio), 'manifests/charts/base/files/crd-all.gen.yaml'), 'utf8'),
  ...filesIn(join(folderOf(gatewayApi), 'config/crd/standard')),
];
const definitions = texts
  .flatMap((text) => parseAllDocuments(text))
  .map((document) => document.toJS())
  .filter((value) => value?.kind === 'CustomResourceDefinition')
  .map(({ apiVersion, kind, metadata: { name, annotations, labels }, spec }) => ({
    ...{ apiVersion, kind, spec },
    // istiod reads the release of the Gateway API from an annotation.
    metadata: { name, annotations, labels },
  }));
const text = JSON.stringify(definitions);
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
const packed = brotliCompressSync(text, { params });
writeFileSync(join(import.meta.dirname, '..', 'schemas', 'istio.json.br'), packed);
console.log(`${definitions.length} definitions, ${text.length} bytes, ${packed.length} packed`);

function folderOf(module) {
  const { status, stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', module], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${module}: ${stderr}`);
  return JSON.parse(stdout).Dir;
}

function filesIn(folder) {
  return readdirSync(folder)
    .sort()
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
