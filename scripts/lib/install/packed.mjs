import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { interruption } from '../interruption.mjs';
import { root } from '../prepare.mjs';

/**
 * The package as it would be published, in a folder. Its scripts are left out: the build that others run from is the one to pack.
 * @returns the path of the archive
 */
export async function packed(folder) {
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
    { cwd: root, signal: interruption },
  );
  const [{ filename }] = JSON.parse(stdout);
  return join(folder, filename);
}
