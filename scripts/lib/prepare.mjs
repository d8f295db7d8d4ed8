import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.mjs';

export const root = join(import.meta.dirname, '..', '..');

/** What a checkout needs before anything in it runs: its dependencies and the built program. */
export function prepare() {
  installDependencies();
  say('build: bundling src/ into dist/');
  run(process.execPath, ['scripts/build.mjs']);
}

/** Installs with npm unless node_modules is as the lock file says; npm notes there when it last installed. */
function installDependencies() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const asLocked = existsSync(installed) && modified(installed) >= modified(join(root, 'package-lock.json'));
  if (asLocked) return;
  say(
    `dependencies: npm ci, as node_modules is ${existsSync(installed) ? 'older than the lock file' : 'missing'}`,
  );
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

function modified(file) {
  return statSync(file).mtimeMs;
}

/** Runs a program in the checkout with its output on stderr. @throws when it fails. */
function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
  }
}
