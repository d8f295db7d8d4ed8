import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterError } from './cluster-error.ts';
import { explainFailure, type Place } from './explain-failure.ts';
import { noKubectl, placeArgs, program } from './kubectl.ts';

/** How long `kubectl proxy` has until it listens, in milliseconds. */
const startMs = 20_000;

/** One process of kubectl that authenticates any number of requests. */
export interface ClusterProxy {
  /** A socket in a folder that only this user may enter. */
  readonly socketPath: string;
  /** Settles when the process is gone. */
  readonly ended: Promise<void>;
  close(): void;
}

/**
 * Runs kubectl until its own end or that of its input, which is this process, and removes its folder (`$0`): whatever ends it, nothing is left
 * behind. It has a session of its
 * own, so that Ctrl-C in the terminal does not take the connection away from the stop that it asks for.
 */
const tied =
  'exec 3<&0; "$@" </dev/null & p=$!; { read -r _ <&3; kill $p; } >/dev/null 2>&1 & { wait $p; s=$?; } 2>/dev/null; rm -rf "$0"; exit $s';

/**
 * Starts `kubectl proxy` on a socket. One process serves every watch and log, as one ssh connection would.
 * @throws ClusterError
 */
export async function startProxy(place: Place, signal: AbortSignal): Promise<ClusterProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-kubectl-'));
  const socketPath = join(folder, 's');
  const command = [program(), ...placeArgs(place), 'proxy', `--unix-socket=${socketPath}`];
  const child = spawn('sh', ['-c', tied, folder, ...command], { stdio: 'pipe', detached: true });
  child.stdin.on('error', () => {});
  const close = (): void => void child.stdin.end();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      close();
      resolve();
    });
  });
  signal.addEventListener('abort', close, { once: true });
  try {
    await listening(child, place);
    child.unref();
    for (const handle of [child.stdin, child.stdout, child.stderr] as unknown as readonly { unref(): void }[])
      handle.unref();
  } catch (error) {
    close();
    throw error;
  }
  return { socketPath, ended, close };
}

function listening(child: ChildProcessWithoutNullStreams, place: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = '';
    const timer = setTimeout(
      () => reject(new ClusterError('unreachable', `kubectl proxy did not begin within ${startMs / 1000} s`)),
      startMs,
    );
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      end();
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-4096);
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Starting to serve')) settle(resolve);
    });
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) =>
      settle(() => reject(code === 127 ? noKubectl() : explainFailure(words, place))),
    );
  });
}
