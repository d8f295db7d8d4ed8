/**
 * The newer of two values of JSON, made of the older one's parts where they are the same; the older one itself where they are all the same. So
 * the versions of an object cost only what differs. Fields without a value are left out, as JSON leaves them out.
 */
export function shareParts<T>(before: unknown, after: T): T {
  if (typeof after !== 'object' || after === null) return after;
  if (Array.isArray(after)) return sharedList(Array.isArray(before) ? before : [], after) as T;
  const old = isMapping(before) ? before : undefined;
  const entries = Object.entries(after)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, shareParts(old?.[key], value)] as const);
  const isSame =
    old !== undefined &&
    Object.keys(old).length === entries.length &&
    entries.every(([key, value]) => Object.hasOwn(old, key) && old[key] === value);
  return (isSame ? old : Object.fromEntries(entries)) as T;
}

function sharedList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const list = after.map((value, at) => shareParts(before[at], value));
  return list.length === before.length && list.every((value, at) => value === before[at]) ? before : list;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
