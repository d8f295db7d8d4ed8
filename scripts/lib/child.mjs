import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './prepare.mjs';

/**
 * Runs a program in the foreground of the checkout. A Ctrl-C reaches it from the terminal directly, so this only waits;
 * a SIGTERM to the script is passed on.
 * @returns its exit code, as a shell counts it.
 */
export function runInForeground(program, args, options = {}) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options });
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGTERM', passOn);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', passOn);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
