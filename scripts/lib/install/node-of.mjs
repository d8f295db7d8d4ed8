import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { interruption } from '../interruption.mjs';

/**
 * A Node.js of a version, from the package registry: the packages `node-PLATFORM-ARCHITECTURE` have its official program.
 * @param version such as `20.19.0` or `24`
 * @returns its exact version, and the folder of the program
 * @throws when the registry does not have it or cannot be reached
 */
export async function nodeOf(version, folder) {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = join(folder, `node-${version}`);
  await mkdir(prefix);
  const options = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', ['install', '--prefix', prefix, ...options, `${name}@${version}`], {
    signal: interruption,
    timeout: 5 * 60_000,
  });
  const installed = join(prefix, 'node_modules', name);
  const { version: exact } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  return { version: exact, bin: join(installed, 'bin') };
}
