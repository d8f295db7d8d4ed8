import type { ApiObject } from '../objects/api-object.ts';
import { StatusError } from '../status.ts';
import { storeKey } from '../store/known-resources.ts';
import { dataAround, documentsReading } from './around.ts';
import { asWritten } from './as-written.ts';
import { detailsOf, type ObjectTarget, type Writing, type WritingPorts } from './context.ts';
import { writtenKey } from './written.ts';

/** ConfigMaps, Secrets and Services: pods that run and read them are given the new ones in place, as `up` would. */
export async function writeData(
  { store, ports, written }: WritingPorts,
  target: ObjectTarget,
  given: ApiObject,
  { dryRun, signal, isNew }: Writing & { readonly isNew: boolean },
): Promise<ApiObject> {
  const { resource, namespace = 'default', name } = target;
  const key = storeKey(resource);
  const live = store.get(key, namespace, name);
  if (isNew && live)
    throw new StatusError('AlreadyExists', `${key} "${name}" already exists`, detailsOf(target));
  const object = resource.name === 'secrets' ? withoutStringData(given) : given;
  if (live) checkImmutable(live, object, target);
  const runs = await ports.documents(namespace, signal);
  const reading = documentsReading(runs, object);
  if (reading.length > 0) {
    const documents = [...reading, ...dataAround(runs, store, namespace, asWritten(object))];
    ports.check(documents);
    if (!dryRun) await ports.apply(documents, signal);
  }
  if (dryRun) return object;
  written.add(writtenKey(key, namespace, name));
  return store.put(key, object);
}

/** A server keeps `stringData` in `data` (pkg/apis/core/v1/conversion.go). */
function withoutStringData({ stringData, ...secret }: ApiObject): ApiObject {
  const data = Object.entries((stringData ?? {}) as Readonly<Record<string, unknown>>).map(
    ([key, value]) => [key, Buffer.from(String(value)).toString('base64')] as const,
  );
  const type = secret['type'] ?? 'Opaque';
  const before = secret['data'] as object | undefined;
  return { ...secret, data: { ...before, ...Object.fromEntries(data) }, type } as ApiObject;
}

/** @throws StatusError as validation words it (pkg/apis/core/validation, ValidateConfigMapUpdate). */
function checkImmutable(live: ApiObject, object: ApiObject, target: ObjectTarget): void {
  if (live['immutable'] !== true) return;
  const isSame = (field: string): boolean => JSON.stringify(live[field]) === JSON.stringify(object[field]);
  if (object['immutable'] === true && isSame('data') && isSame('binaryData')) return;
  throw new StatusError(
    'Invalid',
    `${live.kind} "${target.name}" is invalid: data: Forbidden: field is immutable when \`immutable\` is set`,
    { name: target.name, kind: live.kind },
  );
}
