import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { addBuild } from '../../../src/images/build.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-build-'));
  for (const name of ['image', 'root', 'workspace']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a script; answers with the steps that it told. */
async function build(script: string, signal = new AbortController().signal): Promise<readonly string[]> {
  const image = join(folder, 'image');
  writeFileSync(join(image, 'build.sh'), script);
  const steps: string[] = [];
  await addBuild(
    join(folder, 'root'),
    { folder: image },
    { script: 'build.sh', tools: {}, files: [{ from: 'bin/program', to: '/opt/bin/program', mode: '0755' }] },
    join(folder, 'workspace'),
    (step) => steps.push(step),
    signal,
  );
  return steps;
}

it('what the script made gets into the image, and what it prints is told as it goes', async () => {
  writeFileSync(join(folder, 'image', 'source'), 'from the folder of the image');
  expect(await build('echo "compiling it"\nmkdir bin\ncp "$1/source" bin/program')).toEqual(['compiling it']);
  const program = join(folder, 'root/opt/bin/program');
  expect(readFileSync(program, 'utf8')).toBe('from the folder of the image');
  expect(statSync(program).mode & 0o777).toBe(0o755);
});

it('a script that fails says why, and a step of it that fails ends it', async () => {
  await expect(build('echo "no such header" >&2\nfalse\necho "never told"')).rejects.toMatchObject({
    stderr: 'no such header',
    stdout: '',
  });
});

it('an abort ends the script with everything that it started', async () => {
  const abort = new AbortController();
  const begun = build('sleep 1000 & echo $! > pid\necho "begun"\nwait', abort.signal);
  const pidFile = join(folder, 'workspace/build/pid');
  await untilThere(pidFile);
  abort.abort();
  await expect(begun).rejects.toThrow();
  await untilGone(Number(readFileSync(pidFile, 'utf8')));
});

async function untilThere(file: string): Promise<void> {
  while (!hasContent(file)) await new Promise((resolve) => setTimeout(resolve, 5));
}

function hasContent(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').endsWith('\n');
  } catch {
    return false;
  }
}

/** Of a process that nobody waits for yet, the state is left (Z): it has ended. */
async function untilGone(pid: number): Promise<void> {
  const isGone = () => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') ?? true;
    } catch {
      return true;
    }
  };
  while (!isGone()) await new Promise((resolve) => setTimeout(resolve, 5));
}
