import { execFileSync } from 'node:child_process';

export const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where this machine has Debian's packages from. @throws where it has none. */
export function debianMirror() {
  const format = ['indextargets', '--format', '$(SITE)', 'Created-By: Packages', 'Origin: Debian'];
  const [site] = execFileSync('apt-get', format, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).split('\n');
  if (!site) throw new Error('apt has no packages of Debian');
  return site;
}
