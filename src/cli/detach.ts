import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { type ControlClient, connectControl } from '../control/client.ts';
import { controlPath } from '../control/path.ts';
import type { OutriderEvent } from '../events/types.ts';
import type { Pod } from '../pod/model.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

export interface DetachOptions {
  readonly project: string;
  /** The command line of the `up` that stays behind. */
  readonly argv: readonly string[];
  /** What it reads as standard input, where a manifest came from there. */
  readonly stdin?: string;
  /** Wait for the pods to be Ready rather than for their app containers to run. */
  readonly wait: boolean;
  readonly timeoutMs?: number;
}

/**
 * Leaves a supervisor of its own behind and comes back when the pods run, or are Ready with `--wait`.
 * @throws Failure when they do not get there.
 */
export async function detach(pods: readonly Pod[], options: DetachOptions): Promise<void> {
  const logFile = controlPath(options.project, '', process.env).replace(/_\.sock$/, '.log');
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(process.execPath, [process.argv[1]!, ...options.argv], {
    detached: true,
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', log, log],
  });
  closeSync(log);
  child.stdin?.end(options.stdin);
  const exited = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code) => reject(gaveUp(code ?? exitCodes.failure, logFile)));
  });
  const late = deadline(options.timeoutMs, pods);
  const looking = new AbortController();
  const there = Promise.all(pods.map((pod) => underWay(pod, options, looking.signal)));
  try {
    await Promise.race([there, exited, late.promise]);
  } finally {
    looking.abort();
    late.cancel();
    exited.catch(() => {});
    child.removeAllListeners('exit');
    child.unref();
  }
}

function gaveUp(exitCode: number, logFile: string): Failure {
  const words = readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'))
    .map((line) => line.replace(/^outrider: /, ''));
  return new Failure(exitCode, words.join('\n') || `the supervisor ended with exit code ${exitCode}`);
}

/** Rejects when the pods are not there in time; never without a limit. */
export function deadline(
  timeoutMs: number | undefined,
  pods: readonly Pod[],
): { promise: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    if (timeoutMs === undefined) return;
    const names = pods.map(({ name }) => name).join(', ');
    const failure = new Failure(
      exitCodes.notReady,
      `not ready within ${timeoutMs / 1000} s: ${names}`,
      'It goes on; `outrider why` tells what it waits for, `outrider down` ends it.',
    );
    timer = setTimeout(() => reject(failure), timeoutMs);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

/** Settles when the pod is where the caller wants it, has ended by itself, or nobody wants to know any more. */
async function underWay(pod: Pod, { project, wait }: DetachOptions, signal: AbortSignal): Promise<void> {
  const control = await awaitControl(controlPath(project, pod.name, process.env), signal);
  if (!control) return;
  signal.addEventListener('abort', () => control.close(), { once: true });
  const missing = new Set(pod.containers.map(({ name }) => name));
  await control.events((event) => {
    // The supervisor tells of all of its pods.
    if (event.pod === pod.name && isThere(event, wait, missing)) control.close();
  });
}

/** The supervisor listens once the images are there, which may take as long as it takes to fetch them. */
async function awaitControl(path: string, signal: AbortSignal): Promise<ControlClient | undefined> {
  while (!signal.aborted) {
    const control = await connectControl(path);
    if (control) return control;
    await setTimeoutPromise(50);
  }
  return undefined;
}

function isThere(event: OutriderEvent, wait: boolean, missing: Set<string>): boolean {
  if (event.type === 'PodSucceeded' || event.type === 'PodFailed') return true;
  if (wait) return event.type === 'PodReady';
  if (event.type === 'ContainerRunning') missing.delete(event.container);
  return missing.size === 0;
}
