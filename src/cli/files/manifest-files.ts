import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

const MANIFEST = /\.(?:ya?ml|json)$/;
const KUSTOMIZATION = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * The files that paths stand for: a folder is its manifests in the order of their names, as `kubectl apply -f` takes it;
 * with `recursive` those of its folders as well. One with a kustomization stays as it is, to be built. @throws Failure for a URL, and for a folder without manifests.
 */
export function manifestFiles(paths: readonly string[], recursive = false): readonly string[] {
  return paths.flatMap((path) => {
    if (/^[a-z][a-z+.-]*:\/\//i.test(path)) throw remote(path);
    if (path === '-' || !isFolder(path) || isKustomized(path)) return [path];
    const found = readdirSync(path, { recursive, encoding: 'utf8' })
      .filter((name) => MANIFEST.test(name) && !isFolder(join(path, name)))
      .toSorted()
      .map((name) => join(path, name));
    if (found.length === 0)
      throw new Failure(
        exitCodes.usage,
        `there is no manifest in ${path}`,
        'Its files end in .yaml, .yml or .json; -R looks into its folders too.',
      );
    return found;
  });
}

function isKustomized(folder: string): boolean {
  return KUSTOMIZATION.some((name) => existsSync(join(folder, name)));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function remote(url: string): Failure {
  return new Failure(
    exitCodes.usage,
    `${url} is a URL, and only files are read`,
    `Fetch it first, and look at it: curl -fsSL ${url} | outrider up -`,
  );
}

const BUILDERS = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
] as const;
const MOST_BYTES = 64 * 2 ** 20;

/** What a kustomization builds, by the program that is installed. @throws Failure when none is, or when it fails. */
export function buildKustomization(folder: string): string {
  if (!isKustomized(folder)) throw new Failure(exitCodes.usage, `there is no kustomization in ${folder}`);
  for (const [program, command] of BUILDERS) {
    try {
      const options = { encoding: 'utf8', maxBuffer: MOST_BYTES, stdio: 'pipe', env: process.env } as const;
      return execFileSync(program, [command, folder], options);
    } catch (error) {
      const { code, stderr = '' } = error as NodeJS.ErrnoException & { readonly stderr?: string };
      if (code === 'ENOENT') continue;
      throw new Failure(
        exitCodes.usage,
        `${program} cannot build ${folder}: ${stderr.trim().split('\n')[0]}`,
      );
    }
  }
  throw new Failure(
    exitCodes.usage,
    `${folder} needs kubectl or kustomize, and neither is installed`,
    'Install one, or give the files themselves.',
  );
}
