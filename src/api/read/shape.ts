import type { ApiObject } from '../objects/api-object.ts';
import { groupVersion } from '../objects/resource.ts';
import { definitionsKey, storeKey } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';
import { type IncludedObject, metadataOf, rowOf, type TableShape, tableShape } from '../tables/table.ts';
import { inEventsGroup } from './events-group.ts';
import type { Form } from './negotiate.ts';
import type { Target } from './path.ts';

/** The forms in which objects are shown, besides as they are. */
export const objectForms: readonly Form[] = ['v1', 'v1beta1'].flatMap((version) =>
  ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'].map((as) => ({
    ...{ as, version },
    group: 'meta.k8s.io',
  })),
);

/** How the objects of a request are shown: as they are, as rows of a table, or their metadata alone. */
export interface Shape {
  readonly contentType: string;
  /** Of several objects. @param meta of the list. */
  list(objects: readonly ApiObject[], meta: object): object;
  /** Of one object; `isFirst` is false for what comes after others in a watch. */
  one(object: ApiObject, isFirst: boolean): object;
  /** What a bookmark carries. */
  bookmark(version: string, annotations: Readonly<Record<string, string>> | undefined): object;
}

/** @param now in milliseconds since the epoch, for ages. */
export function shapeOf(
  target: Target,
  form: Form,
  {
    store,
    query,
    now,
  }: { readonly store: Store; readonly query: URLSearchParams; readonly now: () => number },
): Shape {
  const { resource } = target;
  const { kind } = resource;
  const apiVersion = groupVersion(resource);
  const contentType = form.as
    ? `application/json;as=${form.as};g=${form.group};v=${form.version}`
    : 'application/json';
  if (form.as === 'Table') {
    const definition = store.get(definitionsKey, undefined, `${resource.name}.${resource.group}`);
    const table = tableShape(storeKey(resource), resource.version, definition);
    const include = (query.get('includeObject') ?? 'Metadata') as IncludedObject;
    return tableOf(table, { include, version: form.version ?? 'v1', contentType, now });
  }
  const view = form.as ? metadataOf : resource.group === 'events.k8s.io' ? inEventsGroup : asItIs;
  const listKind = form.as
    ? { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${form.version}` }
    : { kind: `${kind}List`, apiVersion };
  return {
    contentType,
    list: (objects, metadata) => ({ ...listKind, metadata, items: objects.map(view) }),
    one: view,
    bookmark: (resourceVersion, annotations) => ({
      ...(form.as
        ? { kind: 'PartialObjectMetadata', apiVersion: listKind.apiVersion }
        : { kind, apiVersion }),
      metadata: { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) },
    }),
  };
}

function asItIs(object: ApiObject): ApiObject {
  return object;
}

function tableOf(
  table: TableShape,
  options: {
    readonly include: IncludedObject;
    readonly version: string;
    readonly contentType: string;
    readonly now: () => number;
  },
): Shape {
  const { include, version, contentType, now } = options;
  const kind = { kind: 'Table', apiVersion: `meta.k8s.io/${version}` };
  const rows = (objects: readonly ApiObject[]): readonly object[] =>
    objects.map((object) => rowOf(object, table, include, now()));
  return {
    contentType,
    list: (objects, metadata) => ({
      ...kind,
      metadata,
      columnDefinitions: table.columns,
      rows: rows(objects),
    }),
    // A reader of a watch has the columns from its first event.
    one: (object, isFirst) => ({
      ...kind,
      metadata: { resourceVersion: object.metadata.resourceVersion },
      columnDefinitions: isFirst ? table.columns : null,
      rows: rows([object]),
    }),
    bookmark: (resourceVersion, annotations) => ({
      ...kind,
      metadata: { resourceVersion, ...(annotations && { annotations }) },
      columnDefinitions: null,
      rows: [],
    }),
  };
}
