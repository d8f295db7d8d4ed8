import { readFileSync } from 'node:fs';
import { detach } from '../detach.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../load-pods.ts';
import type { UpOptions } from './options.ts';

/** `up --detach`: leaves an `up` of its own behind that supervises the pods. */
export async function upDetached(
  files: readonly string[],
  project: string,
  options: UpOptions,
): Promise<number> {
  const stdin = files.includes('-') ? readFileSync(0, 'utf8') : undefined;
  const pods = await loadPods(files, {
    ...(stdin === undefined ? {} : { stdin }),
    recipes: options.with ?? [],
  });
  const argv = [
    ...(options.host === undefined ? [] : ['--host', options.host]),
    ...['--project-name', project, 'up', '--output', 'json', '--keep', '--sidecars', options.sidecars],
    ...(options.with ?? []).flatMap((recipe) => ['--with', recipe]),
    ...['--', ...files],
  ];
  await detach(pods, {
    project,
    argv,
    ...(stdin === undefined ? {} : { stdin }),
    wait: options.wait ?? false,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
  });
  return exitCodes.ok;
}
