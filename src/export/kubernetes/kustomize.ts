import { stringify } from 'yaml';
import { isMapping } from '../../manifest/documents.ts';
import { printDocuments } from '../../manifest/recipe/print.ts';
import { jsonPatch } from './json-patch.ts';
import type { ExportObject } from './objects.ts';

const BASE = 'base';
const OVERLAY = 'overlays/sidecars';

/**
 * A folder for `kubectl apply -k`: `base` has the objects without sidecars and rules, and the overlay `sidecars` adds them.
 *
 * @returns the text of each file by its path within the folder.
 */
export function kustomizeFiles(
  plain: readonly ExportObject[],
  full: readonly ExportObject[],
): Readonly<Record<string, string>> {
  const before = new Map(plain.map((object) => [keyOf(object), object]));
  const added = full.filter((object) => !before.has(keyOf(object)));
  const patches = full.flatMap((object) => {
    const base = before.get(keyOf(object));
    const operations = base ? jsonPatch(dataOf(base), dataOf(object)) : [];
    const target = targetOf(object);
    const path = `${object.kind}-${object.name}.yaml`.toLowerCase();
    return operations.length === 0 ? [] : [{ path, target, text: write(operations) }];
  });
  const overlay = {
    resources: [`../../${BASE}`, ...(added.length === 0 ? [] : ['added.yaml'])],
    ...(patches.length > 0 && { patches: patches.map(({ path, target }) => ({ path, target })) }),
  };
  return {
    [`${BASE}/kustomization.yaml`]: kustomization({ resources: ['manifests.yaml'] }),
    [`${BASE}/manifests.yaml`]: printDocuments(plain),
    [`${OVERLAY}/kustomization.yaml`]: kustomization(overlay),
    ...(added.length > 0 && { [`${OVERLAY}/added.yaml`]: printDocuments(added) }),
    ...Object.fromEntries(patches.map(({ path, text }) => [`${OVERLAY}/${path}`, text])),
  };
}

function keyOf({ kind, name, namespace = 'default' }: ExportObject): string {
  return `${kind} ${namespace}/${name}`;
}

function dataOf({ yaml }: ExportObject): unknown {
  return yaml.document.toJS();
}

function targetOf(object: ExportObject) {
  const { kind, name, namespace } = object;
  const value = dataOf(object);
  const [version, group] = String(isMapping(value) ? value['apiVersion'] : '')
    .split('/')
    .toReversed();
  return { ...(group && { group }), version, kind, name, ...(namespace && { namespace }) };
}

function kustomization(fields: object): string {
  return write({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...fields });
}

function write(value: unknown): string {
  return stringify(value, {
    blockQuote: 'literal',
    lineWidth: 0,
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
  });
}
