import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../files/load-pods.ts';
import { maskSecrets } from '../mask-secrets.ts';

/**
 * `outrider config FILE…`: the pods, checked and completed with every default, one JSON document. Secret values are masked
 * unless they are asked for.
 */
export async function config(
  files: readonly string[],
  options: { readonly with: readonly string[]; readonly quiet: boolean; readonly showSecrets: boolean },
): Promise<number> {
  const pods = await loadPods(files, { recipes: options.with });
  if (options.quiet) return exitCodes.ok;
  const shown = JSON.stringify(pods, withoutLocations, 2);
  process.stdout.write(
    `${options.showSecrets ? shown : JSON.stringify(JSON.parse(shown), maskSecrets(pods), 2)}\n`,
  );
  return exitCodes.ok;
}

function withoutLocations(key: string, value: unknown): unknown {
  return key === 'locations' ? undefined : value;
}
