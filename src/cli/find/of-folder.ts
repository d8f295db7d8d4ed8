import { dirname } from 'node:path';
import type { ListedPod } from '../../docker/list.ts';

/**
 * The pods of the project whose folder this is, or else the nearest one above it that has a project on the engine, if every name is one
 * of theirs; else all pods.
 *
 * @param folder the real path of the folder of the command.
 */
export function nearestPods(
  pods: readonly ListedPod[],
  names: readonly string[],
  folder: string,
): readonly ListedPod[] {
  const near = podsOfFolder(pods, folder);
  const hasAll = names.every((name) => near.some(({ pod }) => pod === name));
  return near.length > 0 && hasAll ? near : pods;
}

function podsOfFolder(pods: readonly ListedPod[], folder: string): readonly ListedPod[] {
  const found = pods.filter((one) => one.folder === folder);
  const above = dirname(folder);
  return found.length > 0 || above === folder ? found : podsOfFolder(pods, above);
}
