/** Mappings whose keys are names. */
const FREE = [
  'labels',
  'annotations',
  'data',
  'stringData',
  'binaryData',
  'matchLabels',
  'limits',
  'requests',
];

/** Every field of an object, as `Pod spec.containers.image`; items of lists and names are left out. */
export function fieldPaths(object: { readonly kind: string }): readonly string[] {
  return [...new Set(pathsIn(object, ''))].map((path) => `${object.kind} ${path}`);
}

function pathsIn(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, path));
  if (typeof value !== 'object' || value === null) return [path];
  const isFree = FREE.includes(path.split('.').at(-1)!) || path === 'spec.selector';
  if (isFree && Object.values(value).every((one) => typeof one !== 'object')) return [path];
  const below = Object.entries(value).flatMap(([key, one]) =>
    pathsIn(one, path === '' ? key : `${path}.${key}`),
  );
  return path === '' ? below : [path, ...below];
}
