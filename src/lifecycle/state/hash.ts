import { createHash } from 'node:crypto';
import { allContainers } from '../../pod/containers.ts';
import type { Container, Pod } from '../../pod/model.ts';

/**
 * Twelve hex digits that change exactly when an instance would have to be made anew. Values from ConfigMaps, Secrets,
 * labels and annotations are left out: as on a cluster, a container that runs keeps them, and its next instance gets the new ones.
 */
export function specHash(container: Container): string {
  const env = container.env.map((variable) =>
    'fromData' in variable ? { ...variable, value: '' } : variable,
  );
  if (!container.engine?.build && !container.engine?.watch) return digest({ ...container, env });
  // How an image is built makes no difference to a container; the image that came of it does (`imageId`).
  const { build: _, watch: _files, ...engine } = container.engine;
  return digest({ ...container, env, engine });
}

export function specHashes(pod: Pod): Readonly<Record<string, string>> {
  return Object.fromEntries(allContainers(pod).map((container) => [container.name, specHash(container)]));
}

/** Of the whole pod, without the places its parts stand at in the file, and without Services and other documents, which stand beside it. */
export function podHash(pod: Pod): string {
  return digest({ ...pod, locations: undefined, services: undefined, origin: undefined });
}

/** Whether two parts of a specification say the same, whatever the order of their fields. */
export function sameSpec(one: unknown, other: unknown): boolean {
  return stable(one) === stable(other);
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(stable(value) ?? '')
    .digest('hex')
    .slice(0, 12);
}

function stable(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
