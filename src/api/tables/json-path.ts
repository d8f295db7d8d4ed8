/**
 * The values that a JSONPath of a printer column finds: `.spec.a`, `.items[0]`, `.a['b.c']`, `.status.conditions[?(@.type=="Ready")].status`.
 * A path that is none of these finds nothing.
 */
export function jsonPath(object: unknown, path: string): readonly unknown[] {
  const text = path.replace(/^\{(.*)\}$/, '$1').replace(/^\$/, '');
  const steps = [...text.matchAll(step)];
  if (steps.map(([whole]) => whole).join('') !== text) return [];
  let found: readonly unknown[] = [object];
  for (const { groups } of steps) found = found.flatMap((one) => next(one, groups ?? {}));
  return found.filter((one) => one !== undefined && one !== null);
}

const step =
  /\.(?<name>[\w-]+)|\[(?<index>\d+)\]|\['(?<quoted>[^']+)'\]|\[(?<all>\*)\]|\[\?\(@\.(?<field>[\w.]+)\s*==\s*['"](?<value>[^'"]*)['"]\)\]/g;

function next(value: unknown, groups: Readonly<Record<string, string | undefined>>): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name = groups['quoted'], index, all, field, value: wanted } = groups;
  const items = Array.isArray(value) ? value : [];
  if (all !== undefined) return Array.isArray(value) ? items : Object.values(value);
  if (index !== undefined) return [items[Number(index)]];
  if (field !== undefined) return items.filter((one) => String(valueAt(one, field)) === wanted);
  return [valueAt(value, name ?? '')];
}

function valueAt(value: unknown, path: string): unknown {
  let part = value;
  for (const key of path.split('.')) part = (part as Readonly<Record<string, unknown>> | undefined)?.[key];
  return part;
}
