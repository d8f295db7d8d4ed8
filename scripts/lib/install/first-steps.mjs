import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { interruption } from '../interruption.mjs';
import { withFolder } from '../with-folder.mjs';

const run = promisify(execFile);
/** A first pod of two small containers; a slow machine that is busy may take so long. */
const readyWithinMs = 180_000;

/**
 * What a new user does, under a Node.js: installs the archive, then `outrider init` and `outrider up` in an empty folder, until the pod
 * is ready; Ctrl-C ends it.
 * @returns the durations in milliseconds
 * @throws when a step fails
 */
export function firstSteps(node, archive) {
  return withFolder('outrider-first-', async (folder) => {
    const prefix = join(folder, 'prefix');
    const home = join(folder, 'first-steps');
    await mkdir(home);
    const env = environment(node, prefix);
    const offline = ['--offline', '--no-audit', '--no-fund', '--loglevel=error'];
    const installMs = await timed(async () => {
      const npm = await npmProgram();
      await run(
        join(node.bin, 'node'),
        [npm, 'install', '--global', ...offline, '--prefix', prefix, archive],
        {
          env,
          signal: interruption,
        },
      );
    });
    const initMs = await timed(() => run('outrider', ['init'], { cwd: home, env, signal: interruption }));
    await onFreePort(join(home, 'pod.yaml'));
    return { installMs, initMs, readyMs: await timeToReady(home, env) };
  });
}

/** Nothing of the checkout is found by accident, and the program runs under the Node.js that is meant. */
function environment(node, prefix) {
  const path = [node.bin, join(prefix, 'bin'), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, CI: 'true', NO_COLOR: '1' };
}

/** npm as a program of Node.js: the one beside `npm` on the PATH runs under any Node.js that is given. */
async function npmProgram() {
  if (process.env.npm_execpath) return process.env.npm_execpath;
  const { stdout } = await run('sh', ['-c', 'command -v npm']);
  return realpath(stdout.trim());
}

/** The first manifest publishes 8080, which somebody else may have on this machine. */
async function onFreePort(file) {
  if (await isFree(8080)) return;
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('hostPort: 8080', `hostPort: ${await freePort()}`));
}

async function isFree(port) {
  const server = createServer().listen(port);
  return once(server, 'listening').then(
    () => new Promise((resolve) => server.close(() => resolve(true))),
    () => false,
  );
}

async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @throws when it is not ready in time, or ends with another exit code than 0 */
async function timeToReady(cwd, env) {
  const begin = performance.now();
  const child = spawn('outrider', ['up', '--output', 'plain'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const said = [];
  child.stderr.setEncoding('utf8').on('data', (text) => said.push(text));
  const isReady = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(`${line}\n`);
      if (line.includes('web ready')) resolve(true);
    });
  });
  const signal = AbortSignal.any([interruption, AbortSignal.timeout(readyWithinMs)]);
  const given = new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(false), { once: true }),
  );
  const ready = await Promise.race([isReady, given, exit.then(() => false)]);
  const readyMs = performance.now() - begin;
  child.kill('SIGINT');
  const [code] = await exit;
  if (!ready || code !== 0) throw new Error(`the pod was not ready, exit code ${code}:\n${said.join('')}`);
  return readyMs;
}

async function timed(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
