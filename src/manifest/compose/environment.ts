import { error, type Path } from '../problem.ts';
import { list, type Part, part } from './part.ts';
import type { Service } from './schema.ts';
import type { ComposeSurroundings } from './surroundings.ts';

/** `environment` over `env_file`, as `env` of a container. */
export function environment(service: Service, at: Path, around: ComposeSurroundings): Part | undefined {
  const all = new Map<string, Part>();
  for (const [name, one] of [...fromFiles(service, at, around), ...given(service, at, around)])
    all.set(name, one);
  return list([...all.values()], [...at, 'environment']);
}

type Entry = readonly [name: string, part: Part];

/** Compose has expanded what it expands: `$(NAME)` is not for Kubernetes. */
export function literally(text: string): string {
  return text.replaceAll('$(', '$$(');
}

function entry(name: string, value: string | undefined, from: Path): readonly Entry[] {
  return value === undefined ? [] : [[name, part({ name, value: literally(value) }, from)]];
}

/** A name without a value has the one of whoever calls. */
function given(
  { environment: pairs }: Service,
  at: Path,
  { variables }: ComposeSurroundings,
): readonly Entry[] {
  if (pairs === undefined) return [];
  if (!Array.isArray(pairs))
    return Object.entries(pairs).flatMap(([name, value]) =>
      entry(name, value === null ? variables[name] : String(value), [...at, 'environment', name]),
    );
  return pairs.flatMap((text, index) => {
    const [name = '', ...rest] = text.split('=');
    const value = rest.length === 0 ? variables[name] : rest.join('=');
    return entry(name, value, [...at, 'environment', index]);
  });
}

interface EnvFile {
  readonly path?: unknown;
  readonly required?: unknown;
}

function fromFiles({ env_file: given }: Service, at: Path, around: ComposeSurroundings): readonly Entry[] {
  const files = given === undefined ? [] : Array.isArray(given) ? given : [given];
  return files.flatMap((file: unknown, index): readonly Entry[] => {
    const from = [...at, 'env_file', ...(Array.isArray(given) ? [index] : [])];
    const { path, required = true } = typeof file === 'string' ? { path: file } : ((file ?? {}) as EnvFile);
    const read = typeof path === 'string' ? around.readVariables(path) : undefined;
    if (read) return Object.entries(read).flatMap(([name, value]) => entry(name, value, from));
    if (required === false) return [];
    const problem = error('compose', from, `cannot read ${String(path)}`, { bare: true });
    return [[`unread ${index}`, part({ name: '' }, from, [problem])]];
  });
}
