import type { Pod } from '../../pod/model.ts';
import { loadPods } from '../files/load-pods.ts';
import { projectName } from '../project-name.ts';
import type { Given } from './given.ts';
import type { UpOptions } from './options.ts';

/** The pods as they are to run: with recipes added, and in legacy order where that is asked for. */
export async function wantedPods({ files, stdin }: Given, options: UpOptions): Promise<readonly Pod[]> {
  const project = projectName(options.projectName, files);
  const pods = await loadPods(files, { ...(stdin && { stdin }), recipes: options.with ?? [], project });
  if (options.sidecars === 'native') return pods;
  const { toLegacy } = await import('../../lifecycle/state/legacy.ts');
  return pods.map(toLegacy);
}
