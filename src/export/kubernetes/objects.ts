import { Document, isMap, isSeq, type YAMLMap } from 'yaml';
import { isMapping, type SourceDocument } from '../../manifest/documents.ts';

/** One object for a cluster, in a tree of its own that may be changed. */
export interface ExportObject {
  readonly yaml: { readonly document: Document };
  readonly root: YAMLMap;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Whether a Compose file describes it: there a service is found by its name, and a volume needs no other object. */
  readonly isOfCompose: boolean;
}

/** Every object of the documents, those of a `List` one by one. @param documents without anchors. */
export function objectsOf(documents: readonly SourceDocument[]): readonly ExportObject[] {
  return documents.flatMap(({ yaml }) =>
    itemsOf(yaml.document).flatMap((document) => objectOf(document, yaml.pieces !== undefined)),
  );
}

/** An object that is made of data. Words that YAML 1.1 takes for booleans are put in quotes: a cluster reads them so. */
export function madeObject(value: Readonly<Record<string, unknown>>): ExportObject {
  return objectOf(new Document(value, { compat: 'yaml-1.1' }), true)[0]!;
}

function itemsOf(document: Document): readonly Document[] {
  const root = document.contents;
  const items = isMap(root) && root.get('kind') === 'List' ? root.get('items', true) : undefined;
  if (!isSeq(items)) return [document.clone() as Document];
  return items.items.flatMap((item) => {
    const own = new Document(undefined, { compat: 'yaml-1.1' });
    own.contents = (item as YAMLMap).clone() as never;
    return itemsOf(own);
  });
}

function objectOf(document: Document, isOfCompose: boolean): readonly ExportObject[] {
  const root = document.contents;
  if (!isMap(root)) return [];
  const metadata: unknown = root.get('metadata', true);
  const { name, generateName, namespace } = isMap(metadata) ? (metadata.toJS(document) as Metadata) : {};
  return [
    {
      yaml: { document },
      root: root as YAMLMap,
      kind: String(root.get('kind')),
      name: String(name ?? generateName ?? ''),
      namespace: namespace === undefined ? undefined : String(namespace),
      isOfCompose,
    },
  ];
}

interface Metadata {
  readonly name?: unknown;
  readonly generateName?: unknown;
  readonly namespace?: unknown;
}

/** The data of a mapping in an object; empty where it has none. */
export function dataUnder({ root, yaml }: ExportObject, key: string): Readonly<Record<string, unknown>> {
  const node: unknown = root.get(key, true);
  const value: unknown = isMap(node) ? node.toJS(yaml.document) : undefined;
  return isMapping(value) ? value : {};
}
