/** An object of the API, as far as the comparison knows it. */
export interface Shown {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec?: { readonly nodeName?: string };
  readonly involvedObject?: { readonly name: string; readonly fieldPath?: string };
  readonly reason?: string;
}

export type Objects = Readonly<Record<string, readonly Shown[]>>;

const replaced: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, 'IP'],
  [/\b(docker|containerd):\/\/[0-9a-f]{64}/g, 'RUNTIME://ID'],
  [/sha256:[0-9a-f]{64}/g, 'sha256:ID'],
];

/** Takes ids, addresses, times and names that were made out of a text about some objects. */
export function plainText(text: string, objects: Objects): string {
  const named = madeNames(objects).reduce((rest, [made, word]) => rest.replaceAll(made, word), text);
  return replaced.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), named);
}

/** The names that a server, or this machine, has made: the longest first. */
function madeNames(objects: Objects): readonly (readonly [made: string, word: string])[] {
  const pods = objects['pods'] ?? [];
  const sets = objects['replicasets'] ?? [];
  const found = new Map<string, string>();
  for (const { spec } of pods) if (spec?.nodeName) found.set(spec.nodeName, 'NODE');
  for (const { metadata } of sets) {
    const [owner] = metadata.ownerReferences ?? [];
    const hash = metadata.labels?.['pod-template-hash'];
    if (hash !== undefined) found.set(hash, 'HASH');
    found.set(metadata.name, `${owner?.name}-HASH`);
    const own = pods.filter((pod) => pod.metadata.ownerReferences?.[0]?.name === metadata.name);
    for (const [at, pod] of own
      .map((one) => one.metadata.name)
      .sort()
      .entries())
      found.set(pod, `${owner?.name}-POD-${at + 1}`);
  }
  for (const { metadata } of objects['endpointslices'] ?? [])
    found.set(metadata.name, `${metadata.labels?.['kubernetes.io/service-name']}-SLICE`);
  return [...found].sort(([one], [other]) => other.length - one.length);
}

/** Every field of some objects, by a path in which lists of named things have names: `pods/web spec.containers[app].image`. */
export function fieldsOf(objects: Objects): ReadonlyMap<string, string> {
  const plain = JSON.parse(plainText(JSON.stringify(objects), objects)) as Objects;
  const fields = new Map<string, string>();
  for (const [resource, list] of Object.entries(plain))
    for (const object of list) walk(`${resource}/${keyOf(object)} `, '', object, fields);
  return fields;
}

/** What objects are called; events by what they tell. */
function keyOf({ metadata, involvedObject, reason }: Shown): string {
  if (!involvedObject) return metadata.name;
  return `${involvedObject.name}/${involvedObject.fieldPath ?? ''}/${reason}`.replaceAll(' ', '');
}

const nothing = ['metadata.resourceVersion', 'metadata.managedFields', 'apiVersion', 'kind'];

function walk(object: string, path: string, value: unknown, fields: Map<string, string>): void {
  if (nothing.includes(path) || (path === 'metadata.name' && object.startsWith('events/'))) return;
  if (typeof value !== 'object' || value === null)
    return void fields.set(object + path, JSON.stringify(value));
  const entries = Object.entries(value);
  if (entries.length === 0) fields.set(object + path, Array.isArray(value) ? '[]' : '{}');
  for (const [key, part] of entries) {
    const name = Array.isArray(value) ? `[${itemName(part, key)}]` : path === '' ? key : `.${key}`;
    walk(object, `${path}${name}`, part, fields);
  }
}

function itemName(item: unknown, at: string): string {
  if (typeof item !== 'object' || item === null) return at;
  const { name, type, mountPath, targetRef, key } = item as Readonly<Record<string, unknown>>;
  const target = (targetRef as { readonly name?: string } | undefined)?.name;
  return String(mountPath ?? target ?? name ?? type ?? key ?? at);
}
