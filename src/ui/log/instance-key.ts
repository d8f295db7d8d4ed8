import type { LogSource } from '../../logs/merge/record.ts';

type Instance = Omit<LogSource, 'role'>;

/** By the container's name, the instance that was asked for last: a flood would make a text for each of its lines. */
const last = new Map<string, { readonly pod: string; readonly attempt: number; readonly key: string }>();

/** Names one instance of a container. */
export function instanceKey({ pod, container, attempt }: Instance): string {
  const known = last.get(container);
  if (known?.pod === pod && known.attempt === attempt) return known.key;
  const key = `${pod}/${container}/${attempt}`;
  last.set(container, { pod, attempt, key });
  return key;
}
