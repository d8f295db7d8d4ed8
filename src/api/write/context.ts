import type { ApiObject } from '../objects/api-object.ts';
import type { KindSchemas } from '../objects/kind-schemas.ts';
import type { ApiPorts } from '../ports.ts';
import type { Target } from '../read/path.ts';
import { StatusError } from '../status.ts';
import type { EphemeralContainers } from '../store/ephemeral-containers.ts';
import { storeKey } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';

export interface WritingPorts {
  readonly store: Store;
  readonly ports: Pick<ApiPorts, 'apply' | 'check' | 'debug' | 'documents' | 'remove' | 'restart'>;
  readonly ephemeral: EphemeralContainers;
  /** Keys of what clients have written; see `writtenKey`. */
  readonly written: Set<string>;
  /** The schemas of custom kinds; without them objects of these are taken as they are. */
  readonly kinds?: KindSchemas;
  /** RFC 3339. */
  readonly now: () => string;
}

/** One object that a request is about. */
export interface ObjectTarget extends Target {
  readonly name: string;
}

/** A write that is under way. */
export interface Writing {
  /** Nothing is done, only looked whether it could be. */
  readonly dryRun: boolean;
  /** Fields that the kind does not have are refused (`fieldValidation=Strict`). */
  readonly isStrict?: boolean;
  readonly signal: AbortSignal;
}

/** @throws StatusError `NotFound` */
export function liveObject({ store }: Pick<WritingPorts, 'store'>, target: ObjectTarget): ApiObject {
  const { resource, namespace, name } = target;
  const found = store.get(storeKey(resource), namespace, name);
  if (found) return found;
  const shown = resource.group === '' ? resource.name : `${resource.name}.${resource.group}`;
  throw new StatusError('NotFound', `${shown} "${name}" not found`, detailsOf(target));
}

export function detailsOf({ resource, name }: ObjectTarget): {
  readonly name: string;
  readonly group?: string;
  readonly kind: string;
} {
  return { name, ...(resource.group !== '' && { group: resource.group }), kind: resource.name };
}

/** @throws StatusError `Conflict` when somebody else has changed the object since. */
export function checkVersion(live: ApiObject, given: unknown, target: ObjectTarget): void {
  if (given === undefined || given === '' || given === live.metadata.resourceVersion) return;
  const { resource, name } = target;
  const shown = resource.group === '' ? resource.name : `${resource.name}.${resource.group}`;
  throw new StatusError(
    'Conflict',
    `Operation cannot be fulfilled on ${shown} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    detailsOf(target),
  );
}
