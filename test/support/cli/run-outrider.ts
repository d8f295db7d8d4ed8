import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EventType, OutriderEvent } from '../../../src/events/types.ts';

/** The built program, as a user runs it. */
const program = join(process.cwd(), 'dist/main.js');

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Every event on stdout so far; throws on a line that is not one. */
  events(): readonly OutriderEvent[];
  /** Settles when stdout has shown so many events of that type, of that container where one is named. */
  seen(type: EventType, container?: string, times?: number): Promise<void>;
}

const environment = { ...process.env, OUTRIDER_IMAGE_MIRROR: 'outrider.local', NO_COLOR: '1' };

export interface StartOptions {
  readonly input?: string;
  /** Closes the program's stdout once so many bytes have come. */
  readonly closeAfter?: number;
  /** Variables besides those of the test; one that is undefined is taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Runs as this user and group, which only root may do. */
  readonly uid?: number;
}

export function startOutrider(args: readonly string[], options: StartOptions = {}): Started {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...environment, ...options.env },
    stdio: 'pipe',
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const check of waiting) check();
    if (options.closeAfter !== undefined && stdout.length >= options.closeAfter) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end(options.input ?? '');
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  const events = (): readonly OutriderEvent[] =>
    stdout
      .slice(0, stdout.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as OutriderEvent);
  const count = (type: EventType, container?: string): number =>
    events().filter(
      (event) =>
        event.type === type &&
        (container === undefined || ('container' in event && event.container === container)),
    ).length;
  return {
    process: child,
    ended,
    events,
    seen: (type, container, times = 1) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (count(type, container) < times) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        void ended.then(({ stderr: words }) =>
          reject(new Error(`ended before ${type} ${container ?? ''}: ${words}`)),
        );
        check();
      }),
  };
}

export function runOutrider(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return startOutrider(args, options).ended;
}

/** A folder of its own: its name is the project's, so that tests do not meet. */
export function projectFolder(name: string): {
  readonly project: string;
  readonly path: string;
  file(text: string, name?: string): string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), `outrider-test-${name}-`));
  const project = `test-${name}-${process.pid}`;
  return {
    project,
    path: folder,
    file(text, fileName = 'pod.yaml') {
      const path = join(folder, fileName);
      writeFileSync(path, text);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const run = promisify(execFile);

/** Everything on the engine that carries the project's label: names of containers, networks and volumes. */
export async function leftOf(project: string): Promise<readonly string[]> {
  const filter = ['--filter', `label=dev.outrider.project=${project}`];
  const lists = await Promise.all([
    run('docker', ['ps', '--all', '--format', '{{.Names}}', ...filter]),
    run('docker', ['network', 'ls', '--format', '{{.Name}}', ...filter]),
    run('docker', ['volume', 'ls', '--format', '{{.Name}}', ...filter]),
  ]);
  return lists.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''));
}
