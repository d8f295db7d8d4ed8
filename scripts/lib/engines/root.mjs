import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { debianMirror, keyring } from '../debian-mirror.mjs';
import { say } from '../say.mjs';

/** Roots and their engines' images are kept outside the checkout; `OUTRIDER_JUDGES` names another folder. */
const cache = join(
  process.env.OUTRIDER_JUDGES || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outrider'),
  'engines',
);

const packages = ['docker.io', 'iptables', 'ca-certificates', 'iproute2', 'procps'];

/**
 * The root folder of a Debian release with its Docker Engine, made once. The packages are of today, so the version of the engine is
 * asked for when it runs.
 * @throws where it cannot be made
 */
export function engineRoot(suite) {
  const folder = join(cache, suite);
  if (existsSync(join(folder, 'usr/sbin/dockerd'))) return folder;
  say(`engines: making a root of Debian ${suite} with its Docker Engine`);
  mkdirSync(cache, { recursive: true });
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const options = [
    '--quiet',
    '--variant=apt',
    '--mode=root',
    // The development release's list of files may be older than its note of validity allows.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    `--include=${packages.join(',')}`,
    ...(existsSync(keyring) ? [`--keyring=${keyring}`] : []),
  ];
  execFileSync('mmdebstrap', [...options, suite, unfinished, `deb ${debianMirror()} ${suite} main`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  renameSync(unfinished, folder);
  return folder;
}
