import type { LogSource } from '../../logs/merge/record.ts';

/** Names one instance of a container. */
export function instanceKey({ pod, container, attempt }: Omit<LogSource, 'role'>): string {
  return `${pod}/${container}/${attempt}`;
}
