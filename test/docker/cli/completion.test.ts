import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('completion');
const bin = mkdtempSync(join(tmpdir(), 'outrider-bin-'));

beforeAll(async () => {
  const program = join(process.cwd(), 'dist/main.js');
  writeFileSync(join(bin, 'outrider'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(bin, 'outrider'), 0o755);
  const pod = `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: app, image: "outrider/demo:0.1", args: [server]}]
`;
  await runOutrider(['-p', folder.project, 'up', folder.file(pod), '--detach']);
}, 60_000);
afterAll(async () => {
  await runOutrider(['-p', folder.project, 'down', '--grace-period', '0']);
  rmSync(bin, { recursive: true });
  folder.remove();
});

/** What each shell offers at the end of a line, asked as its users' key asks it. */
const shells: Readonly<Record<string, (line: readonly string[]) => readonly string[]>> = {
  bash: (line) => [
    '-c',
    `eval "$(outrider completion bash)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _outrider; printf "%s\\n" "\${COMPREPLY[@]}"`,
    'bash',
    ...line,
  ],
  zsh: (line) => [
    '-fc',
    `compdef() { : }; _files() { print a-file }; _describe() { print -l -- "\${(@)\${(P)2}%%:*}" }; eval "$(outrider completion zsh)"; words=("$@"); CURRENT=$#; _outrider`,
    'zsh',
    ...line,
  ],
  fish: (line) => [
    '-Nc',
    `outrider completion fish | source; complete -C '${line.join(' ')}' | string replace -r '\\t.*' ''; true`,
  ],
};

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function offered(shell: string, ...line: string[]): readonly string[] {
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, HOME: bin };
  const args = shells[shell]!(['outrider', ...line]);
  return execFileSync(shell, args, { encoding: 'utf8', env })
    .split('\n')
    .filter((word) => word !== '');
}

for (const shell of Object.keys(shells)) {
  const test = isInstalled(shell) ? it : it.skip;
  if (test === it.skip) process.stderr.write(`skipped: ${shell} is not installed\n`);
  test(`${shell} completes commands, flags, their values and what runs on the engine`, () => {
    expect(offered(shell, 'rest')).toEqual(['restart']);
    expect(offered(shell, 'logs', '--ro')).toEqual(['--role']);
    expect([...offered(shell, 'logs', '--role', '')].sort()).toEqual(['app', 'init', 'sidecar']);
    expect(offered(shell, '-p', folder.project, 'why', 'we')).toEqual(['web']);
    expect(offered(shell, '-p', folder.project, 'logs', '-c', '')).toEqual(['app']);
    expect(offered(shell, 'up', '--with', 'hap')).toEqual(['haproxy']);
  });
}

it('a shell that is not known is told which are', async () => {
  const { exitCode, stderr } = await runOutrider(['completion', 'tcsh']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/bash, zsh, fish/);
});
