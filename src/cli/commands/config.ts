import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../files/load-pods.ts';
import { podsAsJson } from '../output/pods-as-json.ts';

/** `outrider config FILE…`: the pods, checked and completed with every default. */
export async function config(
  files: readonly string[],
  options: { readonly with: readonly string[]; readonly quiet: boolean; readonly showSecrets: boolean },
): Promise<number> {
  const pods = await loadPods(files, { recipes: options.with });
  if (!options.quiet) process.stdout.write(`${podsAsJson(pods, options.showSecrets)}\n`);
  return exitCodes.ok;
}
