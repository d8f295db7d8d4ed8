import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../../scripts/lib/prepare.mjs';
import { app, manifest } from './pod.mjs';

/**
 * Through the command line as a user has it: from starting the process to reading that the app runs. What is found to
 * work for capture is noted in `found.backend`, for the other ways.
 */
export async function throughOutrider({ folder, project, found }) {
  const file = join(folder, 'pod.yaml');
  await writeFile(file, manifest());
  let running;

  return {
    name: 'outrider',
    async up(signal) {
      running = start(project, file);
      const timeline = await until(running, (event) => isAppRunning(event), signal);
      found.backend = timeline.find(({ type }) => type === 'CaptureApplied')?.backend;
      return { ms: timeline.at(-1).ms, timeline };
    },
    async down() {
      running?.child.kill('SIGINT');
      await running?.ended;
      running = undefined;
    },
  };
}

const isAppRunning = ({ type, container }) => type === 'ContainerRunning' && container === app.name;

/** In a process group of its own, so that Ctrl-C reaches it once, through us. */
function start(project, file) {
  const begin = performance.now();
  const args = [join(root, 'dist/main.js'), '--project-name', project, 'up', file, '--output', 'json'];
  const child = spawn(process.execPath, args, {
    detached: true,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const ended = new Promise((resolve) => {
    child.on('error', resolve);
    child.on('close', resolve);
  });
  return { begin, child, ended, complaint: () => complaint.trim() };
}

/**
 * Node.js 20 reads the file of NODE_EXTRA_CA_CERTS at every start, which can take longer than all of the program's own
 * loading. And the images are local ones: no mirror has them.
 */
function environment() {
  const { NODE_EXTRA_CA_CERTS: _, OUTRIDER_IMAGE_MIRROR: __, ...rest } = process.env;
  return rest;
}

/** The events up to the one that is waited for, with the milliseconds after the start at which each was read. */
async function until({ begin, child, ended, complaint }, isLast, signal) {
  const timeline = [];
  const reached = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ms = performance.now() - begin;
      const { type, container, backend } = JSON.parse(line);
      if (type !== 'Log') timeline.push({ ms, type, container, backend });
      if (isLast({ type, container })) resolve('reached');
    });
  });
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  const outcome = await Promise.race([reached, ended, aborted]);
  signal.throwIfAborted();
  if (outcome !== 'reached') throw new Error(`outrider up ended before the app ran: ${complaint()}`);
  return timeline.slice(0, timeline.findIndex(isLast) + 1);
}
