import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { debianMirror, keyring } from './debian-mirror.mjs';
import { say } from './say.mjs';

/** The version that the recorded answers of `test/compose/answers/` are from. */
export const composeVersion = '2.40.3';

const plugin = 'usr/libexec/docker/cli-plugins/docker-compose';

/**
 * The official Compose, which says what a file means: its Debian package, unpacked into a cache folder and not installed.
 * It is looked for where apt has its packages from, in the distribution's development release. The path of the program, or
 * undefined, with the reason on stderr, where it cannot be had.
 */
export function composeJudge() {
  const program = join(cacheFolder(), `docker-compose-${composeVersion}`);
  if (existsSync(program)) return program;
  const folder = mkdtempSync(join(makeFolder(cacheFolder()), 'unpack-'));
  try {
    say(`compose ${composeVersion}: fetching its package, to compare with`);
    cpSync(unpack(folder), program);
    return program;
  } catch (error) {
    say(`compose ${composeVersion} cannot be had: ${String(error.message).split('\n')[0]}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'outrider-judges');
}

function makeFolder(path) {
  mkdirSync(path, { recursive: true });
  return path;
}

/** Lists and packages of its own, so that what apt knows of this machine stays as it is. */
function unpack(folder) {
  for (const each of ['lists/partial', 'archives/partial']) makeFolder(join(folder, each));
  const list = join(folder, 'sources.list');
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  writeFileSync(list, `deb ${signed}${debianMirror()} sid main\n`);
  const options = [
    `Dir::Etc::sourcelist=${list}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${folder}`,
    'Acquire::Languages=none',
    'Acquire::Check-Valid-Until=false',
    'APT::Sandbox::User=root',
  ].map((option) => `-o=${option}`);
  const apt = (...args) =>
    execFileSync('apt-get', [...options, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  apt('update');
  apt('download', 'docker-compose');
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.deb'));
  if (!name?.startsWith(`docker-compose_${composeVersion}-`))
    throw new Error(`the package there is ${name}, not ${composeVersion}`);
  execFileSync('dpkg-deb', ['-x', name, 'root'], { cwd: folder });
  return join(folder, 'root', plugin);
}
