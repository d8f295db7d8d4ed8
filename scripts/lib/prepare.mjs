import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../src/images/process-lock.mjs';
import { say } from './say.mjs';

export const root = join(import.meta.dirname, '..', '..');

/**
 * Gives a checkout what it needs before anything in it runs: its dependencies and the built program. Only one process
 * at a time does so; the others wait, and then find that nothing is left to do.
 * @param tell gets what is done, a line each
 * @throws when a command fails, or the signal's reason
 */
export async function prepare({ tell = say, signal } = {}) {
  if (!whatInstallLacks() && !whatBuildLacks()) return;
  const onWait = (pid) =>
    tell(`another process (pid ${pid}) installs or builds this checkout, waiting for it`);
  await withLock(join(root, '.locks'), 'prepare', { signal, onWait }, async (turn) => {
    const install = whatInstallLacks();
    if (install) {
      tell(`node_modules ${install}, running npm ci`);
      await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], turn);
    }
    const build = whatBuildLacks();
    if (!build) return;
    tell(`dist/ ${build}, building it`);
    await run(process.execPath, ['scripts/build.mjs'], turn);
  });
}

/** npm notes in `.package-lock.json` when it last installed. */
function whatInstallLacks() {
  const installed = modified('node_modules/.package-lock.json');
  if (installed === undefined) return 'is missing';
  return modified('package-lock.json') > installed ? 'is older than the lock file' : undefined;
}

function whatBuildLacks() {
  const built = modified('dist/main.js');
  if (built === undefined) return 'is missing';
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((file) => join('src', file));
  const isNewer = (file) => (modified(file) ?? 0) > built;
  return ['src', ...sources, 'package.json', 'scripts/build.mjs'].some(isNewer)
    ? 'is older than the sources'
    : undefined;
}

/** Milliseconds since 1970. */
function modified(file) {
  const path = join(root, file);
  return existsSync(path) ? statSync(path).mtimeMs : undefined;
}

/** Runs a program in the checkout with its output on stderr. @throws when it fails. */
async function run(program, args, turn) {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
  const exit = once(child, 'exit');
  if (child.pid !== undefined) await turn.keepFor(child.pid);
  const [code, signal] = await exit;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${signal ?? `exit code ${code}`}`);
}
