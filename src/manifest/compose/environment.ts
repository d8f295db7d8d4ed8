import type { Path } from '../problem.ts';
import { list, type Part, part } from './part.ts';
import type { Service } from './schema.ts';

/** The variables of a service, those of its files included, as `env` of a container. */
export function environment({ environment: given = {} }: Service, at: Path): Part | undefined {
  const from = [...at, 'environment'];
  const all = Object.entries(given).map(([name, value]) =>
    part({ name, value: literally(value) }, [...from, name]),
  );
  return list(all, from);
}

/** Compose has expanded what it expands: `$(NAME)` is not for Kubernetes. */
export function literally(text: string): string {
  return text.replaceAll(/\$(?=[$(])/g, '$$$$');
}
