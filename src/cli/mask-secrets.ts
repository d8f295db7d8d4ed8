import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';

/** Shorter ones occur in ordinary words. They are masked where they stand alone. */
const shortest = 4;

/**
 * A replacer for `JSON.stringify` that leaves no secret value of the pods in any text: variables and files from Secrets,
 * and command lines into which `$(NAME)` was expanded.
 */
export function maskSecrets(pods: readonly Pod[]): (key: string, value: unknown) => unknown {
  const secrets = [...new Set(pods.flatMap(secretsOf))].sort((a, b) => b.length - a.length);
  return (_key, value) => (typeof value === 'string' ? masked(value, secrets) : value);
}

const mask = '***';

function masked(text: string, secrets: readonly string[]): string {
  if (secrets.includes(text)) return mask;
  return secrets
    .filter((secret) => secret.length >= shortest)
    .reduce((rest, secret) => rest.replaceAll(secret, mask), text);
}

function secretsOf(pod: Pod): readonly string[] {
  const variables = allContainers(pod).flatMap(({ env }) =>
    env.flatMap((variable) => ('value' in variable && variable.secret ? [variable.value] : [])),
  );
  const files = pod.volumes.flatMap((volume) =>
    volume.type === 'files' && volume.secret ? volume.files.map(({ content }) => content) : [],
  );
  return [...variables, ...files].filter((value) => value !== '');
}
