import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../load-pods.ts';

/** `outrider config FILE…`: the pods, checked and completed with every default, one JSON document. */
export async function config(
  files: readonly string[],
  options: { readonly with: readonly string[]; readonly quiet: boolean },
): Promise<number> {
  const pods = await loadPods(files, { recipes: options.with });
  if (!options.quiet) process.stdout.write(`${JSON.stringify(pods, withoutLocations, 2)}\n`);
  return exitCodes.ok;
}

function withoutLocations(key: string, value: unknown): unknown {
  return key === 'locations' ? undefined : value;
}
