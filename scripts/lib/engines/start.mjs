import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineRoot } from './root.mjs';
import { makeCertificates } from './tls.mjs';

const startSeconds = 90;
const stopSeconds = 30;

/**
 * Starts an engine of the list in a root, a mount and a network namespace of its own. What is published is only reached in that
 * namespace, as with an engine in a virtual machine.
 *
 *   folder (temporary)       root (kept)                      in the engine's mount namespace
 *   ├─ net  ── pinned netns  ├─ var/lib/NAME  images          / = root (a mount: pivot_root wants one)
 *   ├─ sock/docker.sock      └─ usr/sbin/dockerd              SOCKETS = folder/sock, the temporary folder = this machine's
 *   └─ dockerd.log
 *
 * @returns its `version`, `environment` for programs that use it, `through` makes a command of one that runs in its network, `stop` ends it all.
 */
export async function startEngine({ name, suite, options = [], address }) {
  const root = engineRoot(suite);
  const folder = mkdtempSync(join(tmpdir(), 'outrider-engine-'));
  const engine = { name, folder, root, sockets: join(folder, 'sock'), net: join(folder, 'net') };
  mkdirSync(engine.sockets);
  mkdirSync(join(root, 'var/lib', name), { recursive: true });
  closeSync(openSync(engine.net, 'w'));
  try {
    execFileSync('unshare', [`--net=${engine.net}`, 'ip', 'link', 'set', 'lo', 'up']);
    const listens = address === 'tls' ? makeCertificates(folder) : unix(engine);
    const ended = spawnDaemon(engine, [...listens.options, ...options]);
    const version = await untilItAnswers(engine, listens.environment, ended);
    return {
      version,
      environment: listens.environment,
      through: (command) => inside(engine, command),
      stop: () => stop(engine),
    };
  } catch (error) {
    await stop(engine);
    throw error;
  }
}

function unix({ sockets }) {
  const endpoint = `unix://${join(sockets, 'docker.sock')}`;
  return { options: ['-H', endpoint], environment: { DOCKER_HOST: endpoint } };
}

const inside = ({ net }, command) => ['nsenter', `--net=${net}`, '--', ...command];

/** `$1` root, `$2` this machine's temporary folder, `$3` where images are kept; the rest is the daemon's. */
const enter = `
root=$1 shared=$2 data=$3; shift 3
mount --make-rprivate / && mount --bind "$root" "$root" && cd "$root" && mkdir -p old ".$shared"
for each in proc sys dev; do mount --rbind "/$each" "$root/$each"; done
mount --bind "$shared" "$root$shared" && mount -t tmpfs tmpfs "$root/run"
pivot_root . old && umount -l /old
exec dockerd --data-root "$data" "$@"
`;

function spawnDaemon(engine, options) {
  const log = openSync(join(engine.folder, 'dockerd.log'), 'w');
  const data = `/var/lib/${engine.name}`;
  const [program, ...args] = inside(engine, [
    ...['unshare', '--mount', 'bash', '-c', enter, 'engine', engine.root, tmpdir(), data],
    ...options,
  ]);
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  engine.child = child;
  engine.exit = new Promise((resolve) => child.on('exit', resolve).on('error', resolve));
  const ended = new AbortController();
  void engine.exit.then(() => ended.abort());
  return ended.signal;
}

async function untilItAnswers(engine, environment, ended) {
  const deadline = performance.now() + startSeconds * 1000;
  for (;;) {
    const version = versionOf(engine, environment);
    if (version !== undefined) return version;
    if (ended.aborted || performance.now() > deadline)
      throw new Error(`${engine.name} does not answer: ${lastWords(engine)}`);
    await sleep(200);
  }
}

function versionOf(engine, environment) {
  try {
    const [program, ...args] = inside(engine, ['docker', 'version', '--format', '{{.Server.Version}}']);
    const options = { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync(program, args, options).toString().trim();
  } catch {
    return undefined;
  }
}

function lastWords({ folder }) {
  const file = join(folder, 'dockerd.log');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-3).join('\n  ') : 'no log';
}

async function stop(engine) {
  const { child, exit, folder, net } = engine;
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const inTime = await Promise.race([exit.then(() => true), sleep(stopSeconds * 1000, false)]);
    if (!inTime) child.kill('SIGKILL');
    await exit;
  }
  try {
    execFileSync('umount', [net], { stdio: 'ignore' });
  } catch {
    // It was never pinned.
  }
  rmSync(folder, { recursive: true, force: true });
}
