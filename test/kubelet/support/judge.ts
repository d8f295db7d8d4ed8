import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of a node that runs, and its `kubectl`; without both the recorded answers are used. */
const node = process.env['OUTRIDER_KUBELET'];
const kubectl = process.env['OUTRIDER_KUBECTL'];

export const isRecording = process.env['OUTRIDER_KUBELET_RECORD'] !== undefined;
export const hasJudge = node !== undefined && kubectl !== undefined;

/** How many questions are asked at a time. */
export const atATime = 3;

export interface Answered {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of the node's `kubectl`. */
export function ask(args: readonly string[], input = ''): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const child = spawn(kubectl!, ['--kubeconfig', join(node!, 'kubeconfig'), ...args]);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/**
 * What the API server says to manifests, with strict validation, without keeping them: null where it takes all of them, else its first line.
 * Namespaces are made as they are asked for.
 */
export async function verdictOn(text: string): Promise<string | null> {
  const made = new Set<string>();
  for (;;) {
    const args = ['create', '--dry-run=server', '--validate=strict', '-o', 'name', '-f', '-'];
    const { exitCode, stderr } = await ask(args, text);
    if (exitCode === 0) return null;
    const [, namespace] = /namespaces "([^"]+)" not found/.exec(stderr) ?? [];
    if (namespace === undefined || made.has(namespace))
      return stderr.trim().split('\n').slice(0, 2).join(' ');
    made.add(namespace);
    await ask(['create', 'namespace', namespace]);
  }
}

const goldenFile = (name: string): string => join('test/kubelet/golden', `${name}-1.35.4.json`);

/** Recorded answers; an empty object where there are none yet. */
export function recorded<T extends object>(name: string): T {
  const file = goldenFile(name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : ({} as T);
}

export function record(name: string, answers: object): void {
  writeFileSync(goldenFile(name), `${JSON.stringify(answers, undefined, 1)}\n`);
}
