import { isDeepStrictEqual } from 'node:util';
import type { ApiObject } from '../objects/api-object.ts';
import { established } from '../objects/plain/definition.ts';
import { definitionsKey, storeKey } from '../store/known-resources.ts';
import { checkedByKind } from './check-kind.ts';
import type { ObjectTarget, Writing, WritingPorts } from './context.ts';

/** Leases, events, definitions of kinds and their objects: the API is the only one who knows them. */
export function writeStored(
  ports: WritingPorts,
  target: ObjectTarget,
  asked: ApiObject,
  how: Writing & { readonly isNew: boolean; readonly expected: string | undefined },
): ApiObject {
  const { store } = ports;
  const { dryRun, isNew, expected } = how;
  const { resource, namespace, name } = target;
  const key = storeKey(resource);
  const live = store.get(key, namespace, name);
  const given = checkedByKind(ports, target, onlyItsPart(asked, live, target), how);
  const object = key === definitionsKey ? established(given) : given;
  const counted = resource.group === '' ? object : withGeneration(object, live);
  if (dryRun) return counted;
  const put = store.put(key, counted, { isNew, ...(expected !== undefined && { expected }) });
  // The last one who had to see the object go has let it go.
  const isGone = put.metadata.deletionTimestamp !== undefined && finalizersOf(put).length === 0;
  return (isGone && store.remove(key, namespace, name)) || put;
}

/**
 * A write of the status changes nothing else, and any other write leaves the status alone, where a kind has it apart
 * (apiextensions-apiserver, pkg/registry/customresource/status_strategy.go).
 */
function onlyItsPart(
  asked: ApiObject,
  live: ApiObject | undefined,
  { resource, subresource }: ObjectTarget,
): ApiObject {
  if (subresource === 'status') return live ? { ...live, status: asked['status'] } : asked;
  if (!resource.subresources.some(({ name }) => name === 'status')) return asked;
  const { status: _, ...rest } = asked;
  return live?.['status'] === undefined ? rest : { ...rest, status: live['status'] };
}

export function finalizersOf({ metadata }: ApiObject): readonly unknown[] {
  const { finalizers } = metadata;
  return Array.isArray(finalizers) ? finalizers : [];
}

/** Counts the versions of what is wanted (apimachinery, ObjectMeta.generation). */
function withGeneration(object: ApiObject, live: ApiObject | undefined): ApiObject {
  const before = Number(live?.metadata['generation'] ?? 0);
  const isSame = live !== undefined && isDeepStrictEqual(live['spec'], object['spec']);
  return { ...object, metadata: { ...object.metadata, generation: isSame ? before : before + 1 } };
}
