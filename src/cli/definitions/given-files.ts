import type { Command } from 'commander';

/** What the argument of commands that read files is. */
export const FILES =
  'manifests, folders of them or Compose files, - for standard input (default: the Compose file of this folder, or pod.yaml)';

export interface FileOptions {
  readonly recursive?: boolean;
  readonly kustomize?: string;
}

/** `-R` and `-k`, as `kubectl apply` has them. */
export function addFileOptions(command: Command): Command {
  return command
    .option('-R, --recursive', 'look into the folders of a folder too')
    .option('-k, --kustomize <folder>', 'what kubectl or kustomize builds of a folder with a kustomization');
}

/** The files that are given, those of a folder in its stead, else those that Compose would take, else `pod.yaml`. */
export async function filesOf(
  given: readonly string[],
  { recursive, kustomize }: FileOptions = {},
): Promise<readonly string[]> {
  if (given.length > 0 || kustomize !== undefined) {
    const { manifestFiles } = await import('../files/manifest-files.ts');
    return [...manifestFiles(given, recursive), ...(kustomize === undefined ? [] : [kustomize])];
  }
  const { givenFiles } = await import('../files/compose-files.ts');
  return givenFiles(given);
}
