import { spawn } from 'node:child_process';
import { interruption } from '../../../scripts/lib/interruption.mjs';

/**
 * Runs a program with its output in a file: what it took of the wall clock and of the processor, in milliseconds. The
 * shell's `time` counts the program alone, not the engine that serves it.
 */
export async function drain(argv, file) {
  const child = spawn('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" > "$FILE"', 'bash', ...argv], {
    detached: true,
    env: environment(file),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = () => process.kill(-child.pid, 'SIGTERM');
  interruption.addEventListener('abort', stop, { once: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  interruption.removeEventListener('abort', stop);
  interruption.throwIfAborted();
  if (code !== 0) throw new Error(`${argv.join(' ')} failed: ${said.trim()}`);
  const [wall, user, system] = said.trim().split('\n').at(-1).split(' ').map(Number);
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 };
}

/** Node.js 20 reads the file of NODE_EXTRA_CA_CERTS at every start. */
function environment(file) {
  const { NODE_EXTRA_CA_CERTS: _, ...rest } = process.env;
  return { ...rest, FILE: file, LC_ALL: 'C' };
}
