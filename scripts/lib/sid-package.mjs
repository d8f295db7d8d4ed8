import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { debianMirror, keyring } from './debian-mirror.mjs';

/** Programs of other people to compare with; it outlives the checkout. */
export function judgesFolder() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'outrider-judges');
}

/**
 * A package of Debian's development release, unpacked and not installed, for as long as `use` takes. It is looked for where apt has its
 * packages from, with lists of its own, so that what apt knows of this machine stays as it is.
 *
 * @param use gets the folder that stands for `/`, and the package's version.
 */
export function withSidPackage(name, use) {
  mkdirSync(judgesFolder(), { recursive: true });
  const folder = mkdtempSync(join(judgesFolder(), 'unpack-'));
  try {
    return use(join(folder, 'root'), unpack(name, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unpack(name, folder) {
  for (const each of ['lists/partial', 'archives/partial'])
    mkdirSync(join(folder, each), { recursive: true });
  const list = join(folder, 'sources.list');
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  writeFileSync(list, `deb ${signed}${debianMirror()} sid main\n`);
  const options = [
    `Dir::Etc::sourcelist=${list}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${join(folder, 'lists')}`,
    // What is installed here would be a newer one than theirs.
    'Dir::State::status=/dev/null',
    `Dir::Cache=${folder}`,
    'Acquire::Languages=none',
    'Acquire::Check-Valid-Until=false',
    'APT::Sandbox::User=root',
  ].map((option) => `-o=${option}`);
  const apt = (...args) =>
    execFileSync('apt-get', [...options, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  apt('update');
  apt('download', name);
  const [file = ''] = readdirSync(folder).filter((one) => one.endsWith('.deb'));
  execFileSync('dpkg-deb', ['-x', file, 'root'], { cwd: folder });
  return decodeURIComponent(file.split('_')[1] ?? '');
}
