import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { oneAtATime } from './locks.mjs';
import { say } from './say.mjs';

const reminderMs = 5_000;
const lastWords = 20;

/** Whether this machine is one where packages may be installed: Linux with apt, as root. */
export function mayInstall() {
  return process.platform === 'linux' && process.getuid() === 0 && isThere('apt-get');
}

/** Installs the Debian packages of the programs that are missing; says so. Given as program to package. */
export async function installMissing(packageOf) {
  const missing = () => Object.keys(packageOf).filter((program) => !isThere(program));
  if (missing().length > 0) await oneAtATime('packages', () => install(missing(), packageOf));
}

async function install(missing, packageOf) {
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => packageOf[program]))];
  say(`packages: installing ${packages.join(', ')}, for ${missing.join(', ')}`);
  await apt('update', '-q');
  await apt('install', '-q', '-y', '--no-install-recommends', ...packages);
}

/** Whether a program is on the PATH, or where root's programs are; or a file by its absolute path. */
function isThere(program) {
  if (isAbsolute(program)) return existsSync(program);
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** Its many lines are kept back: the current one is shown now and then, the last ones when it fails. */
async function apt(command, ...options) {
  const child = spawn('apt-get', [command, '-o=Dpkg::Use-Pty=0', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const ended = once(child, 'close');
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const reminder = setInterval(() => say(`packages: apt-get ${command}: ${lines.at(-1) ?? ''}`), reminderMs);
  const [code] = await ended.finally(() => clearInterval(reminder));
  if (code === 0) return;
  throw new Error([`apt-get ${command} failed:`, ...lines.slice(-lastWords)].join('\n  '));
}
