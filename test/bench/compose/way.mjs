import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../../scripts/lib/prepare.mjs';
import { last } from './shop.mjs';

const outrider = [process.execPath, join(root, 'dist/main.js')];

/** `up` of a file by Outrider as a person has it in a terminal, until it says that the last service is ready. */
export function throughOutrider({ name, file, project }) {
  let running;
  return {
    name,
    async up(signal) {
      const args = ['--project-name', project, 'up', file, '--output', 'json'];
      running = finished([...outrider, ...args], environment(), 'pipe');
      const { begun, child, ended, stop } = running;
      signal.addEventListener('abort', stop, { once: true });
      const ready = new Promise((resolve) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const { type, pod } = JSON.parse(line);
          if (type === 'PodReady' && pod === last) resolve('ready');
        });
      });
      if ((await Promise.race([ready, ended])) !== 'ready')
        throw new Error(`${name} ended before all was ready`);
      signal.removeEventListener('abort', stop);
      return { ms: performance.now() - begun };
    },
    async down() {
      running?.child.kill('SIGINT');
      await running?.ended;
      running = undefined;
    },
  };
}

/** `up --detach --wait` of a file by Outrider: its process ends when every service is ready. */
export function throughDetached({ name, file, project }) {
  const begin = (...args) => finished([...outrider, '--project-name', project, ...args], environment());
  return {
    name,
    up: (signal) => timed(begin('up', file, '--detach', '--wait'), signal),
    down: () => begin('down', '--volumes', '--grace-period', '1').ended,
  };
}

/** The same by Compose, whose process ends when every service is healthy. */
export function throughCompose({ name, file, project, compose }) {
  const begin = (...args) =>
    finished([...compose.argv, '--project-name', project, '--file', file, ...args], process.env);
  return {
    name,
    up: (signal) => timed(begin('up', '--detach', '--wait'), signal),
    down: () => begin('down', '--volumes', '--timeout', '1').ended,
  };
}

async function timed({ begun, ended, stop }, signal) {
  signal.addEventListener('abort', stop, { once: true });
  try {
    await ended;
    signal.throwIfAborted();
    return { ms: performance.now() - begun };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Node.js 20 reads the file of NODE_EXTRA_CA_CERTS at every start, which can take longer than all of the program's own
 * loading. And the images are local ones: no mirror has them.
 */
function environment() {
  const { NODE_EXTRA_CA_CERTS: _, OUTRIDER_IMAGE_MIRROR: __, ...rest } = process.env;
  return rest;
}

/** A program in a process group of its own, so that Ctrl-C reaches it once, through us. */
function finished([program, ...args], env, stdout = 'ignore') {
  const begun = performance.now();
  const child = spawn(program, args, { detached: true, env, stdio: ['ignore', stdout, 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2_000);
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} failed: ${said.trim()}`));
    });
  });
  // Whoever waits for something else meets it later.
  ended.catch(() => {});
  return { begun, child, ended, stop: () => child.kill('SIGTERM') };
}
