import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { ExportObject } from './objects.ts';

/**
 * Takes out what a cluster would not take or must not get: keys of Outrider's own, the free keys that begin with `x-`, and
 * what another cluster has written into the object. With an owner's name in it a cluster would soon delete the object.
 */
export function clean({ root }: ExportObject): void {
  root.delete('status');
  const metadata = root.get('metadata', true);
  if (isMap(metadata)) for (const key of WRITTEN_BY_CLUSTER) metadata.delete(key);
  cleanMap(root as YAMLMap, 'fields');
}

const WRITTEN_BY_CLUSTER = [
  ...['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink'],
  'ownerReferences',
];

/** Mappings whose keys are names of the user's, not fields. */
const FREE = [
  'data',
  'stringData',
  'binaryData',
  'matchLabels',
  'selector',
  'nodeSelector',
  'limits',
  'requests',
];
const NAMES = ['labels', 'annotations'];

type Keys = 'fields' | 'names' | 'free';

function keysUnder(key: string): Keys {
  if (NAMES.includes(key)) return 'names';
  return FREE.includes(key) ? 'free' : 'fields';
}

function cleanMap(map: YAMLMap, keys: Keys): void {
  if (keys === 'free' && map.items.every(({ value }) => isScalar(value))) return;
  map.items = map.items.filter(({ key }) => {
    const name = String(isScalar(key) ? key.value : key);
    return !name.startsWith('outrider.dev/') && (keys === 'names' || !name.startsWith('x-'));
  });
  for (const { key, value } of [...map.items]) {
    const under = keysUnder(String(isScalar(key) ? key.value : key));
    if (isSeq(value)) for (const item of value.items) if (isMap(item)) cleanMap(item, 'fields');
    if (!isMap(value)) continue;
    const before = value.items.length;
    cleanMap(value, under);
    if (under === 'names' && before > 0 && value.items.length === 0) map.delete(key);
  }
}
