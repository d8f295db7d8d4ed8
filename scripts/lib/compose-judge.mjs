import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.mjs';
import { judgesFolder, withSidPackage } from './sid-package.mjs';

/** The version that the recorded answers of `test/compose/answers/` are from. */
export const composeVersion = '2.40.3';

const plugin = 'usr/libexec/docker/cli-plugins/docker-compose';

/**
 * The official Compose, which says what a file means: its Debian package, unpacked into a cache folder and not installed.
 * The path of the program, or undefined, with the reason on stderr, where it cannot be had.
 */
export function composeJudge() {
  const program = join(judgesFolder(), `docker-compose-${composeVersion}`);
  if (existsSync(program)) return program;
  try {
    say(`compose ${composeVersion}: fetching its package, to compare with`);
    withSidPackage('docker-compose', (root, found) => {
      if (!found.startsWith(`${composeVersion}-`))
        throw new Error(`the package there is of ${found}, not ${composeVersion}`);
      cpSync(join(root, plugin), program);
    });
    return program;
  } catch (error) {
    say(`compose ${composeVersion} cannot be had: ${String(error.message).split('\n')[0]}`);
    return undefined;
  }
}
