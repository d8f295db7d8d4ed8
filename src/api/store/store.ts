import type { ApiObject } from '../objects/api-object.ts';
import { StatusError } from '../status.ts';
import type { Change } from './change.ts';
import { createHistory, type History } from './history.ts';
import { shareParts } from './share.ts';

export interface Listed {
  /** Ordered by namespace and name, as a server orders them. */
  readonly objects: readonly ApiObject[];
  /** The version of the store at which it was so. */
  readonly version: number;
}

export interface PutOptions {
  /** The resourceVersion that is replaced; a put over any other one is a conflict. */
  readonly expected?: string;
  /** The object must not be there yet. */
  readonly isNew?: boolean;
}

/** Every object of the API, by resource (`pods`, `deployments.apps`), with the newest changes of each resource. */
export interface Store {
  /** The version of the newest change. */
  version(): number;
  get(resource: string, namespace: string | undefined, name: string): ApiObject | undefined;
  /**
   * The objects as they are, or as they were at a version.
   * @throws StatusError `Expired` when that version is too old.
   */
  list(resource: string, at?: number): Listed;
  /**
   * Keeps an object and gives it a resourceVersion, and where it has none, uid and creationTimestamp. One that says nothing new stays as it is.
   * @throws StatusError `Conflict`, `AlreadyExists` or `NotFound` by the options.
   */
  put(resource: string, object: ApiObject, options?: PutOptions): ApiObject;
  /** @returns what is removed, with the version of its removal; undefined when it was not there. */
  remove(resource: string, namespace: string | undefined, name: string): ApiObject | undefined;
  /** @throws StatusError `Expired` when changes after that version are forgotten. */
  since(resource: string, version: number): readonly Change[];
  /** Settles at the next change of the resource, or when the signal aborts. */
  changed(resource: string, signal: AbortSignal): Promise<void>;
}

export interface StorePorts {
  /** Versions begin behind it. Another start of the API must begin later, so that versions of the one before are too old. */
  readonly firstVersion: number;
  /** RFC 3339. */
  readonly now: () => string;
  readonly uid: () => string;
}

export function createStore(ports: StorePorts): Store {
  const kept = new Map<string, Kept>();
  let version = ports.firstVersion;
  const of = (resource: string): Kept => {
    const found = kept.get(resource) ?? { objects: new Map(), history: createHistory(ports.firstVersion) };
    kept.set(resource, found);
    return found;
  };
  const record = ({ history }: Kept, change: Omit<Change, 'version'>): void =>
    history.add({ ...change, version });
  return {
    version: () => version,
    get: (resource, namespace, name) => kept.get(resource)?.objects.get(keyOf(namespace, name)),
    list: (resource, at) => {
      const { objects, history } = of(resource);
      const then = at === undefined ? objects : history.undo(objects, at);
      const sorted = [...then].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
      return { objects: sorted, version: at ?? version };
    },
    put: (resource, object, options = {}) => {
      const into = of(resource);
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      const before = into.objects.get(key);
      check(resource, object, before, options);
      const complete = shareParts(before, completed(object, before, ports));
      if (before === complete) return before;
      version += 1;
      const after = frozen(withVersion(complete, version));
      into.objects.set(key, after);
      record(into, { ...(before && { before }), after });
      return after;
    },
    remove: (resource, namespace, name) => {
      const from = of(resource);
      const before = from.objects.get(keyOf(namespace, name));
      if (!before) return undefined;
      version += 1;
      from.objects.delete(keyOf(namespace, name));
      record(from, { before });
      return withVersion(before, version);
    },
    since: (resource, at) => of(resource).history.since(at),
    changed: (resource, signal) => of(resource).history.next(signal),
  };
}

interface Kept {
  readonly objects: Map<string, ApiObject>;
  readonly history: History;
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** The words are those of a server (apiserver: pkg/registry/generic/registry/store.go). */
function check(
  resource: string,
  { metadata }: ApiObject,
  before: ApiObject | undefined,
  { expected, isNew }: PutOptions,
): void {
  const [kind = resource, ...group] = resource.split('.');
  const details = { name: metadata.name, ...(group.length > 0 && { group: group.join('.') }), kind };
  if (isNew && before)
    throw new StatusError('AlreadyExists', `${resource} "${metadata.name}" already exists`, details);
  if (expected === undefined) return;
  if (!before) throw new StatusError('NotFound', `${resource} "${metadata.name}" not found`, details);
  if (before.metadata.resourceVersion === expected) return;
  const words = 'the object has been modified; please apply your changes to the latest version and try again';
  const message = `Operation cannot be fulfilled on ${resource} "${metadata.name}": ${words}`;
  throw new StatusError('Conflict', message, details);
}

function completed(object: ApiObject, before: ApiObject | undefined, ports: StorePorts): ApiObject {
  const { uid, creationTimestamp, resourceVersion } = before?.metadata ?? {};
  const metadata = {
    ...object.metadata,
    ...(resourceVersion !== undefined && { resourceVersion }),
    uid: object.metadata.uid ?? uid ?? ports.uid(),
    creationTimestamp:
      object.metadata.creationTimestamp ?? creationTimestamp ?? `${ports.now().slice(0, 19)}Z`,
  };
  return { ...object, metadata };
}

function withVersion(object: ApiObject, version: number): ApiObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

/** Versions of an object share the parts that did not change; those are frozen already. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
