import type { ApiObject } from '../objects/api-object.ts';
import { fieldAt } from '../objects/api-object.ts';
import type { ApiRequest } from '../request.ts';
import { StatusError } from '../status.ts';
import { definitionsKey, storeKey } from '../store/known-resources.ts';
import { podsOfDocument } from './around.ts';
import { checkVersion, liveObject, type ObjectTarget, type Writing, type WritingPorts } from './context.ts';
import { isObject, type Json } from './json.ts';
import { podBearing } from './run-kinds.ts';
import { documentBehind } from './write-pods.ts';
import { finalizersOf } from './write-stored.ts';
import { writtenKey } from './written.ts';

/** What of DeleteOptions (meta/v1) is looked at. */
export interface RemoveOptions {
  readonly graceSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** @throws StatusError for a grace period that is none */
export function removeOptions({ query }: Pick<ApiRequest, 'query'>, body: Json | undefined): RemoveOptions {
  const given: unknown =
    (isObject(body) ? body['gracePeriodSeconds'] : undefined) ?? query.get('gracePeriodSeconds');
  const graceSeconds = given == null || given === '' ? undefined : Number(given);
  if (graceSeconds !== undefined && !(Number.isSafeInteger(graceSeconds) && graceSeconds >= 0))
    throw new StatusError(
      'BadRequest',
      `gracePeriodSeconds: "${String(given).slice(0, 50)}" is no number of seconds`,
    );
  const [uid, resourceVersion] = ['uid', 'resourceVersion'].map((name) =>
    fieldAt(body, 'preconditions', name),
  );
  return {
    ...(graceSeconds !== undefined && { graceSeconds }),
    ...(typeof uid === 'string' && { uid }),
    ...(typeof resourceVersion === 'string' && { resourceVersion }),
  };
}

/** Removes an object and what belongs to it. @returns what a server answers. */
export async function removeObject(
  writing: WritingPorts,
  target: ObjectTarget,
  options: RemoveOptions,
  how: Writing,
): Promise<object> {
  const live = liveObject(writing, target);
  checkVersion(live, options.resourceVersion, target);
  if (options.uid !== undefined && options.uid !== live.metadata.uid)
    throw new StatusError(
      'Conflict',
      `the UID in the precondition (${options.uid}) does not match that of ${target.name}`,
    );
  if (how.dryRun) return live;
  const key = storeKey(target.resource);
  if (key === 'pods') return removePod(writing, target, options, how.signal);
  if (podBearing.includes(key)) {
    await removePodsOf(writing, live, options, how.signal);
    return removed(target, live);
  }
  return removeStored(writing, target, live);
}

async function removePod(
  { store, ports }: WritingPorts,
  { namespace = 'default', name }: ObjectTarget,
  { graceSeconds }: RemoveOptions,
  signal: AbortSignal,
): Promise<object> {
  const before = store.get('pods', namespace, name)!;
  await ports.remove({ namespace, name }, graceSeconds, signal);
  return store.get('pods', namespace, name) ?? before;
}

/** The workload is shown until the last pod of it has gone. */
async function removePodsOf(
  { store, ports, written }: WritingPorts,
  live: ApiObject,
  { graceSeconds }: RemoveOptions,
  signal: AbortSignal,
): Promise<void> {
  const { namespace = 'default', name } = live.metadata;
  const runs = await ports.documents(namespace, signal);
  const made = podsOfDocument(runs, documentBehind(runs, live));
  const owned = store
    .list('pods')
    .objects.filter((pod) => isOwned(pod, live))
    .map((pod) => pod.metadata.name);
  const all = [...new Set([...made, ...owned])];
  await Promise.all(all.map((pod) => ports.remove({ namespace, name: pod }, graceSeconds, signal)));
  const key = `${live.kind.toLowerCase()}s.${live.apiVersion.split('/')[0]}`;
  written.delete(writtenKey(key, namespace, name));
  if (all.length === 0) store.remove(key, namespace, name);
}

function isOwned(pod: ApiObject, { kind, metadata }: ApiObject): boolean {
  const owners = pod.metadata['ownerReferences'];
  return (
    pod.metadata.namespace === metadata.namespace &&
    Array.isArray(owners) &&
    owners.some((owner) => owner?.kind === kind && owner?.name === metadata.name)
  );
}

function removeStored({ store, written, now }: WritingPorts, target: ObjectTarget, live: ApiObject): object {
  const { namespace, name, resource } = target;
  const key = storeKey(resource);
  if (finalizersOf(live).length > 0) {
    const deletionTimestamp = live.metadata.deletionTimestamp ?? `${now().slice(0, 19)}Z`;
    return store.put(key, { ...live, metadata: { ...live.metadata, deletionTimestamp } });
  }
  if (key === definitionsKey) removeCustomObjects(store, live);
  written.add(writtenKey(key, namespace, name));
  store.remove(key, namespace, name);
  return removed(target, live);
}

/** The objects of a kind go with its definition. */
function removeCustomObjects(store: WritingPorts['store'], definition: ApiObject): void {
  const { name } = definition.metadata;
  for (const { metadata } of store.list(name).objects) store.remove(name, metadata.namespace, metadata.name);
}

function removed({ resource, name }: ObjectTarget, { metadata }: ApiObject): object {
  return {
    ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' },
    details: {
      name,
      ...(resource.group !== '' && { group: resource.group }),
      kind: resource.name,
      uid: metadata.uid,
    },
  };
}
