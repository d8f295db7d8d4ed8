import { detach } from '../detach.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../load-pods.ts';
import type { Given } from './given.ts';
import type { UpOptions } from './options.ts';

/** `up --detach`: leaves an `up` of its own behind that supervises the pods. */
export async function upDetached(given: Given, project: string, options: UpOptions): Promise<number> {
  const { files, stdin } = given;
  const recipes = options.with ?? [];
  const pods = await loadPods(files, { ...(stdin && { stdin }), recipes });
  const argv = [
    ...(options.host === undefined ? [] : ['--host', options.host]),
    ...['--project-name', project, 'up', '--output', 'json', '--keep', '--sidecars', options.sidecars],
    ...recipes.flatMap((recipe) => ['--with', recipe]),
    ...['--', ...files],
  ];
  await detach(pods, {
    project,
    argv,
    ...(stdin && { stdin: stdin.text }),
    wait: options.wait ?? false,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
  });
  return exitCodes.ok;
}
