import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import { json } from '../read/json.ts';
import { type Target, targetOf } from '../read/path.ts';
import { selectionOf } from '../read/query/selection.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from '../request.ts';
import { StatusError } from '../status.ts';
import { storeKey } from '../store/known-resources.ts';
import { addEphemeral } from './add-ephemeral.ts';
import type { Document } from './around.ts';
import { asWritten } from './as-written.ts';
import {
  checkVersion,
  detailsOf,
  liveObject,
  type ObjectTarget,
  type Writing,
  type WritingPorts,
} from './context.ts';
import type { Json } from './json.ts';
import { checkPodChange } from './pod-change.ts';
import { readBodyAs, readObject } from './read-object.ts';
import { readPatch } from './read-patch.ts';
import { removeObject, removeOptions } from './remove-object.ts';
import { podBearing } from './run-kinds.ts';
import { writeScale } from './scale.ts';
import { writeData } from './write-data.ts';
import { documentBehind, writePods } from './write-pods.ts';
import { writeStored } from './write-stored.ts';

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
const dataResources = ['configmaps', 'secrets', 'services'];

/** Everything that is written. What cannot be is refused by the one who reads. */
export function createWriting(writing: WritingPorts): ApiHandler {
  return async (request) => {
    const verb = verbs[request.method];
    const target = verb === undefined ? undefined : targetOf(request.path, writing.store);
    if (verb === undefined || !target?.resource.verbs.includes(verb)) return undefined;
    // What is only made, and found nowhere afterwards, is a question (`selfsubjectaccessreviews`).
    if (!target.resource.verbs.includes('get')) return undefined;
    const isStrict = request.query.get('fieldValidation') === 'Strict';
    const how = { dryRun: isDryRun(request), isStrict, signal: request.signal };
    if (target.subresource !== undefined) return writePart(writing, target, request, how);
    if (target.name === undefined) {
      if (request.method === 'POST') return create(writing, target, request, how);
      return request.method === 'DELETE' ? removeAll(writing, target, request, how) : undefined;
    }
    const named = { ...target, name: target.name };
    switch (request.method) {
      case 'PUT':
        return replace(writing, named, request, how);
      case 'PATCH':
        return patch(writing, named, request, how);
      case 'DELETE':
        return json(200, await removeObject(writing, named, optionsOf(request), how));
      default:
        return undefined;
    }
  };
}

function isDryRun({ query }: ApiRequest): boolean {
  const asked = query.getAll('dryRun');
  if (asked.some((one) => one !== 'All' && one !== ''))
    throw new StatusError('BadRequest', 'dryRun: Unsupported value: supported values: "All"');
  return asked.includes('All');
}

function optionsOf(request: ApiRequest) {
  return removeOptions(request, request.body ? readBodyAs(request) : undefined);
}

async function writePart(
  writing: WritingPorts,
  target: Target,
  request: ApiRequest,
  how: Writing,
): Promise<ApiResponse | undefined> {
  const { name, subresource, resource } = target;
  if (name === undefined || (request.method !== 'PUT' && request.method !== 'PATCH')) return undefined;
  const named = { ...target, name };
  if (subresource === 'scale') return json(200, await writeScale(writing, named, request, how));
  if (subresource === 'ephemeralcontainers')
    return json(200, await addEphemeral(writing, named, request, how));
  const isOfRuns = podBearing.includes(storeKey(resource)) || dataResources.includes(resource.name);
  if (subresource !== 'status' || isOfRuns) return undefined;
  return request.method === 'PUT'
    ? replace(writing, named, request, how)
    : patch(writing, named, request, how);
}

async function create(
  writing: WritingPorts,
  target: Target,
  request: ApiRequest,
  how: Writing,
): Promise<ApiResponse> {
  const object = readObject(readBodyAs(request), target);
  const named = { ...target, name: object.metadata.name };
  return json(
    201,
    await put(writing, named, { object, document: asWritten(object) }, { ...how, isNew: true }),
  );
}

async function replace(
  writing: WritingPorts,
  target: ObjectTarget,
  request: ApiRequest,
  how: Writing,
): Promise<ApiResponse> {
  const object = readObject(readBodyAs(request), target);
  const live = liveObject(writing, target);
  checkVersion(live, object.metadata.resourceVersion, target);
  const kept = { ...object, metadata: { ...object.metadata, ...given(live) } };
  return json(
    200,
    await put(writing, target, { live, object: kept, document: asWritten(object) }, { ...how, isNew: false }),
  );
}

/** What a client cannot change of an object. */
function given({ metadata: { uid, creationTimestamp } }: ApiObject) {
  return { ...(uid !== undefined && { uid }), ...(creationTimestamp !== undefined && { creationTimestamp }) };
}

async function patch(
  writing: WritingPorts,
  target: ObjectTarget,
  request: ApiRequest,
  how: Writing,
): Promise<ApiResponse> {
  const asked = readPatch(request, target.resource);
  const { store, ports } = writing;
  const found = store.get(storeKey(target.resource), target.namespace, target.name);
  if (!found && asked.creates) {
    const object = readObject(asked.value, target);
    return json(
      201,
      await put(writing, target, { object, document: asWritten(object) }, { ...how, isNew: true }),
    );
  }
  const live = found ?? liveObject(writing, target);
  checkVersion(live, fieldAt(asked.value, 'metadata', 'resourceVersion'), target);
  const object = readObject(asked.apply(live as unknown as Json), target);
  const kept = { ...object, metadata: { ...object.metadata, ...given(live) } };
  if (!podBearing.includes(storeKey(target.resource)))
    return json(
      200,
      await put(writing, target, { live, object: kept, document: asWritten(kept) }, { ...how, isNew: false }),
    );
  const runs = await ports.documents(target.namespace ?? 'default', request.signal);
  const document = patched(documentBehind(runs, live), asked.apply) ?? asWritten(kept);
  return json(200, await put(writing, target, { live, object: kept, document }, { ...how, isNew: false }));
}

/** A patch that tests or removes a default does not fit the file, which has none: undefined then. */
function patched(document: Document, apply: (document: Json) => Json): Document | undefined {
  try {
    return apply(document as unknown as Json) as unknown as Document;
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

interface Put {
  readonly live?: ApiObject;
  readonly object: ApiObject;
  /** The object as a file would have it. */
  readonly document: Document;
}

async function put(
  writing: WritingPorts,
  target: ObjectTarget,
  { live, object, document }: Put,
  how: Writing & { readonly isNew: boolean },
): Promise<ApiObject> {
  const key = storeKey(target.resource);
  if (podBearing.includes(key)) {
    if (how.isNew && writing.store.get(key, target.namespace, target.name))
      throw new StatusError('AlreadyExists', `${key} "${target.name}" already exists`, detailsOf(target));
    if (live && key === 'pods') checkPodChange(live, object);
    const shown = await writePods(writing, target, { document, shown: object }, how);
    // What a client has just changed it sees changed, also where the pod takes its time.
    return live ? object : shown;
  }
  if (dataResources.includes(key)) return writeData(writing, target, object, how);
  return writeStored(writing, target, object, { ...how, expected: live?.metadata.resourceVersion });
}

async function removeAll(
  writing: WritingPorts,
  target: Target,
  request: ApiRequest,
  how: Writing,
): Promise<ApiResponse> {
  const isMeant = selectionOf(target, request);
  const all = writing.store.list(storeKey(target.resource)).objects.filter(isMeant);
  const options = optionsOf(request);
  await Promise.all(
    all.map(({ metadata: { name, namespace } }) =>
      removeObject(writing, { ...target, name, ...(namespace !== undefined && { namespace }) }, options, how),
    ),
  );
  return json(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
}
