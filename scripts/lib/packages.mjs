import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './say.mjs';

/** Whether this machine is one where packages may be installed: Linux with apt, as root. */
export function mayInstall() {
  return process.platform === 'linux' && process.getuid() === 0 && isThere('apt-get');
}

/**
 * Installs the Debian packages of the programs that are missing; says so. Given as program to package.
 * @throws when apt-get fails; what it said is on stderr by then.
 */
export function installMissing(packageOf) {
  const missing = Object.keys(packageOf).filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => packageOf[program]);
  say(`packages: installing ${packages.join(', ')}, for ${missing.join(', ')}`);
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/** Whether a program is on the PATH, or where root's programs are. */
export function isThere(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}

function apt(...args) {
  const { status, error } = spawnSync('apt-get', args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`apt-get ${args[0]} failed: ${error?.message ?? `exit code ${status}`}`);
}
