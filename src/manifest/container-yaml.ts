import { stringify } from 'yaml';
import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';

/** A container of the pod as it was resolved, every default filled in, as YAML; undefined when there is none of the name. */
export function containerYaml(pod: Pod, name: string): string | undefined {
  const container = allContainers(pod).find((one) => one.name === name);
  return container && stringify(container, { lineWidth: 0 });
}
