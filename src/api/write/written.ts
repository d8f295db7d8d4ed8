/**
 * Which objects clients have written. Files of pods that run may still have the older ones, and what shows the files leaves
 * these alone.
 */
export function writtenKey(resource: string, namespace: string | undefined, name: string): string {
  return `${resource} ${namespace ?? ''}/${name}`;
}
