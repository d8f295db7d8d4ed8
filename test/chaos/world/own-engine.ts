import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { poll } from './poll.ts';
import { isApart, isRunning, sharingMounts, signalTo } from './processes.ts';

const startMs = 60_000;
const stopMs = 40_000;
const goneMs = 5_000;

/** An engine that is nobody else's: it can be killed and started again. */
export interface OwnEngine {
  readonly socket: string;
  /** Does nothing while it runs. */
  start(): Promise<void>;
  /** Ends the daemon and waits until it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Whether containers go on while the daemon is away; takes effect at once. */
  setLiveRestore(on: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a daemon of this machine's own dockerd in mount and network namespaces of its own, which a process that only sleeps keeps,
 * so that a later daemon finds the same bridges and mounts. Needs root. @param folder where all of it is kept.
 * @throws Error with the daemon's last words when it does not answer.
 */
export async function startOwnEngine(folder: string): Promise<OwnEngine> {
  mkdirSync(join(folder, 'data'), { recursive: true });
  const socket = join(folder, 'docker.sock');
  const settings = join(folder, 'daemon.json');
  const keeper = keepNamespaces();
  let daemon: ChildProcess | undefined;
  const engine: OwnEngine = {
    socket,
    async start() {
      if (daemon && !hasEnded(daemon)) return;
      const apart = await poll(5000, () => (isApart(keeper.pid ?? 0) ? true : undefined));
      if (!apart) throw new Error('this machine gives no namespaces of their own');
      daemon = startDaemon(folder, keeper.pid!);
      const answer = await poll(startMs, () => answers(socket, daemon!));
      if (answer !== 'yes') throw new Error(`its dockerd does not answer: ${lastWords(folder)}`);
    },
    async end(signal) {
      const ending = daemon;
      if (!ending || hasEnded(ending)) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill(signal);
      const timer = setTimeout(() => ending.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(timer);
      await containerdIsGone(folder);
    },
    async setLiveRestore(on) {
      writeFileSync(settings, JSON.stringify({ 'live-restore': on }));
      daemon?.kill('SIGHUP');
      const docker = new Docker({ socketPath: socket });
      await poll(startMs, async () => ((await docker.info()).LiveRestoreEnabled === on ? true : undefined));
    },
    async close() {
      await engine
        .start()
        .then(() => removeAll(socket))
        .catch(() => {});
      await engine.end('SIGTERM');
      if (keeper.pid !== undefined) endAllIn(keeper.pid);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
  writeFileSync(settings, '{}');
  try {
    await engine.start();
  } catch (error) {
    if (keeper.pid !== undefined) endAllIn(keeper.pid);
    throw error;
  }
  return engine;
}

function keepNamespaces(): ChildProcess {
  const options = ['--mount', '--net', '--propagation', 'private', 'sleep', 'infinity'];
  return spawn('unshare', options, { stdio: 'ignore', detached: true }).on('error', () => {});
}

function startDaemon(folder: string, keeper: number): ChildProcess {
  const log = openSync(join(folder, 'dockerd.log'), 'a');
  const options = [
    ...['--config-file', join(folder, 'daemon.json'), '--host', `unix://${join(folder, 'docker.sock')}`],
    ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
    ...['--pidfile', join(folder, 'dockerd.pid')],
  ];
  const daemon = spawn('nsenter', [`--target=${keeper}`, '--mount', '--net', 'dockerd', ...options], {
    stdio: ['ignore', log, log],
    // A Ctrl-C in the terminal is for the drill, which then ends the engine itself.
    detached: true,
  });
  closeSync(log);
  return daemon.on('error', () => {});
}

async function answers(socket: string, daemon: ChildProcess): Promise<'yes' | 'no' | undefined> {
  if (hasEnded(daemon)) return 'no';
  const ping = new Docker({ socketPath: socket }).ping();
  return ping.then(() => 'yes' as const).catch(() => undefined);
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

/**
 * The daemon's containerd dies with it. A daemon that starts while the old one is on its way out takes that for its own and waits
 * for it in vain, so its note is taken away.
 */
async function containerdIsGone(folder: string): Promise<void> {
  const note = join(folder, 'exec/containerd/containerd.pid');
  if (!existsSync(note)) return;
  const pid = Number(readFileSync(note, 'utf8'));
  signalTo(pid, 'SIGKILL');
  await poll(goneMs, () => (isRunning(pid) ? undefined : true));
  rmSync(note, { force: true });
}

/** A process of a container has mounts of its own, so only its engine can find it. */
async function removeAll(socket: string): Promise<void> {
  const docker = new Docker({ socketPath: socket });
  const containers = await docker.listContainers({ all: true });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
}

/** What is left of containerd; with the last process the namespaces and their mounts are gone. */
function endAllIn(keeper: number): void {
  for (const pid of sharingMounts(keeper)) signalTo(pid, 'SIGKILL');
}

function lastWords(folder: string): string {
  return readFileSync(join(folder, 'dockerd.log'), 'utf8').trim().split('\n').slice(-3).join(' | ');
}
