import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

/** Where `npm run test:clients` has found a client; undefined where it is left out. */
export function clientProgram(name: 'kubectl' | 'stern' | 'k9s'): string | undefined {
  return process.env[`OUTRIDER_CLIENT_${name.toUpperCase()}`];
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Client {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What it has shown until now. */
  stdout(): string;
  /** Settles when its stdout has this in it; rejects when it ends before. */
  shows(text: string | RegExp): Promise<void>;
}

/** Pods of a project of their own, under the API. */
export interface Served {
  readonly project: string;
  readonly folder: string;
  readonly kubeconfig: string;
  file(text: string, name?: string): string;
  /** @param input Its whole input; with `null` its stdin stays open for the test. */
  start(program: string, args: readonly string[], input?: string | Buffer | null): Client;
  run(program: string, args: readonly string[], input?: string | Buffer): Promise<Finished>;
  /** The port, the CA and the token of the server. */
  access(): { readonly port: number; readonly ca: Buffer; readonly token: string };
  end(): Promise<void>;
}

/** Runs a manifest with `up -d --api`. @param mayFail its pods may end at once; then nothing is waited for. */
export async function serve(name: string, manifest: string, { mayFail = false } = {}): Promise<Served> {
  const { project, path: folder, file, remove } = projectFolder(name);
  const wait = mayFail ? [] : ['--wait'];
  const up = await runOutrider(['-p', project, 'up', '-d', ...wait, '--api', file(manifest)]);
  if (up.exitCode !== 0 && !mayFail) throw new Error(up.stderr);
  const kubeconfig = (await runOutrider(['-p', project, 'kubeconfig'])).stdout.trim();
  const start: Served['start'] = (program, args, input) =>
    startClient(program, args, { KUBECONFIG: kubeconfig, HOME: folder }, input);
  return {
    ...{ project, folder, kubeconfig, file, start },
    run: (...of) => start(...of).finished,
    access: () => {
      const at = (part: string): string => join(dirname(kubeconfig), part);
      const { port } = JSON.parse(readFileSync(at('server.json'), 'utf8'));
      return { port, ca: readFileSync(at('ca.crt')), token: readFileSync(at('token'), 'utf8') };
    },
    async end() {
      await runOutrider(['-p', project, 'kubeconfig', '--stop']);
      await runOutrider(['-p', project, 'down', '--volumes', '--grace-period', '0']);
      const left = await leftOf(project);
      remove();
      if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
    },
  };
}

function startClient(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input: string | Buffer | null = '',
): Client {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'pipe' });
  let [stdout, stderr, isOver] = ['', '', false];
  const waiting = new Set<() => void>();
  const check = (): void => {
    for (const one of waiting) one();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    check();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  if (input !== null) child.stdin.end(input);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      isOver = true;
      check();
      resolve({ code, stdout, stderr });
    });
  });
  finished.catch(() => {});
  const shows: Client['shows'] = (text) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const isThere = typeof text === 'string' ? stdout.includes(text) : text.test(stdout);
        if (!isThere && !isOver) return;
        waiting.delete(look);
        if (isThere) resolve();
        else reject(new Error(`it ended before it showed ${text}:\n${stdout}\n${stderr}`));
      };
      waiting.add(look);
      look();
    });
  return { process: child, finished, stdout: () => stdout, shows };
}
