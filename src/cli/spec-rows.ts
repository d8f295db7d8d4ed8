import { stringify } from 'yaml';
import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';

/** A container of the pod as it was resolved, every default filled in, as rows of YAML. The UI shows it to whoever runs it. */
export function specRows(pod: Pod | undefined, name: string): readonly string[] {
  const container = pod && allContainers(pod).find((one) => one.name === name);
  if (!container) return ['nothing is known of it any more'];
  return stringify(container, { lineWidth: 0 }).trimEnd().split('\n');
}
