import { runManifest } from '../../manifest/run-pod.ts';
import type { SourceFile } from '../../manifest/source.ts';
import { type RunFlags, toRunRequest } from '../run-request.ts';
import type { UpOptions } from '../up/options.ts';

/** `outrider run IMAGE [ARG…]`: a pod without a file, with one app container and the recipes that are asked for. */
export async function run(
  image: string,
  args: readonly string[],
  options: RunFlags & UpOptions & { readonly dryRun: boolean },
): Promise<number> {
  const manifest: SourceFile = { file: '<run>', text: runManifest(toRunRequest(image, args, options)) };
  const given = { files: ['-'], stdin: manifest };
  if (options.dryRun) {
    const { inject } = await import('./inject.ts');
    return inject(given, { ...options, with: options.with ?? [] });
  }
  const { up } = await import('./up.ts');
  return up(given, options);
}
