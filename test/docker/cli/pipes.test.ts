import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('pipes');
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--grace-period', '0']);
});

const program = join(process.cwd(), 'dist/main.js');
const env = { ...process.env, OUTRIDER_IMAGE_MIRROR: 'outrider.local', NO_COLOR: '1' };

const pod = (script: string): string =>
  folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 20
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, ${JSON.stringify(script)}]
`);

const untilTerm = `trap 'echo bye; exit 0' TERM; while true; do echo line; sleep 0.1 & wait $!; done`;
const up = (file: string): readonly string[] => ['-p', folder.project, 'up', file, '--output', 'json'];

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, exited: once(child, 'exit') as Promise<[number | null, string | null]> };
}

/** Reads until the text has come. */
async function readUntil(stream: NodeJS.ReadableStream, words: string): Promise<string> {
  let text = '';
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk === null) await once(stream, 'readable');
    else text += String(chunk);
    if (text.includes(words)) return text;
  }
}

it.each(['json', 'plain'])('a reader of up --output %s that goes away is a first Ctrl-C', async (output) => {
  const args = [...up(pod(untilTerm)).slice(0, -1), output];
  const { child, exited } = start(process.execPath, [program, ...args]);
  await readUntil(child.stdout, 'line');
  child.stdout.destroy();
  expect(await exited).toEqual([0, null]);
  expect(await leftOf(folder.project)).toEqual([]);
});

it('a pod runs on when nobody reads stderr any more', async () => {
  const { child, exited } = start(process.execPath, [program, ...up(pod('echo line'))]);
  child.stderr.destroy();
  const text = await readUntil(child.stdout, 'PodRemoved');
  expect(text).toContain('PodSucceeded');
  expect((await exited)[0]).toBe(0);
});

it('a reader that goes away ends a command that only reads', async () => {
  const file = pod('while true; do echo line; sleep 0.1; done');
  expect((await runOutrider(['-p', folder.project, 'up', '--detach', file])).exitCode).toBe(0);
  const { child, exited } = start(process.execPath, [program, '-p', folder.project, 'logs', '--follow']);
  await readUntil(child.stdout, 'line');
  child.stdout.destroy();
  expect(await exited).toEqual([0, null]);
});

it('a hangup that was ignored at the start stays ignored, and the next signal stops in order', async () => {
  const { child, exited } = start('nohup', [program, ...up(pod(untilTerm))]);
  await readUntil(child.stdout, '"line":"line"');
  child.kill('SIGHUP');
  child.kill('SIGTERM');
  const text = await readUntil(child.stdout, 'PodRemoved');
  expect(text).toContain('"reason":"received SIGTERM"');
  expect(await exited).toEqual([0, null]);
});

it('a hangup stops in order where it was not ignored', async () => {
  const { child, exited } = start(program, up(pod(untilTerm)));
  await readUntil(child.stdout, '"line":"line"');
  child.kill('SIGHUP');
  const text = await readUntil(child.stdout, 'PodRemoved');
  expect(text).toContain('"reason":"received SIGHUP"');
  expect(await exited).toEqual([0, null]);
});

it('memory is bounded while nobody reads, and every line is there for whoever reads later', async () => {
  const lines = 400_000;
  const words = 'a line that is as long as those of many programs are, which is about one hundred characters';
  const file = pod(`yes '${words}' | head -n ${lines}`);
  const { child, exited } = start(process.execPath, [program, ...up(file)]);
  const text = await readUntil(child.stdout, '"type":"ContainerRunning"');
  const id = text
    .split('\n')
    .filter((line) => line.includes('"type":"ContainerRunning"'))
    .map((line) => (JSON.parse(line) as { readonly id: string }).id)[0]!;
  // The container has written all of it.
  await once(spawn('docker', ['wait', id], { stdio: 'ignore' }), 'exit');
  let tail = text.slice(text.lastIndexOf('\n') + 1);
  let count = 0;
  let peak: number | undefined;
  let last: OutriderEvent | undefined;
  const read = (line: string): void => {
    last = JSON.parse(line) as OutriderEvent;
    if (last.type === 'Log') count += last.line === words ? 1 : Number.NaN;
  };
  for (const line of text.split('\n').slice(0, -1)) read(line);
  for await (const chunk of child.stdout) {
    const whole = (tail + String(chunk)).split('\n');
    tail = whole.pop()!;
    for (const line of whole) read(line);
    if (count > lines / 2) peak ??= peakOf(child.pid!);
  }
  expect(await exited).toEqual([0, null]);
  expect([count, last?.type]).toEqual([lines, 'PodRemoved']);
  expect(peak).toBeLessThan(200);
});

it('what a command writes waits in its container while nobody reads, and every byte is there later', async () => {
  const bytes = 250 * 1024 * 1024;
  const file = pod("trap 'exit 0' TERM; while true; do sleep 1 & wait $!; done");
  expect((await runOutrider(['-p', folder.project, 'up', '--detach', file])).exitCode).toBe(0);
  const words = ['-p', folder.project, 'exec', '-T', 'app', '--', 'head', '-c', String(bytes), '/dev/zero'];
  const { child, exited } = start(process.execPath, [program, ...words]);
  await once(child.stdout, 'readable');
  await untilItReadsNoMore(child.pid!);
  const peaks = [peakOf(child.pid!)];
  let count = 0;
  for await (const chunk of child.stdout) {
    count += (chunk as Buffer).length;
    if (count > bytes / 2 && peaks.length === 1) peaks.push(peakOf(child.pid!));
  }
  expect([await exited, count]).toEqual([[0, null], bytes]);
  expect(Math.max(...peaks)).toBeLessThan(200);
});

/** Settles when a process has read nothing for two seconds: all has come, or it waits for its own reader. */
async function untilItReadsNoMore(pid: number): Promise<void> {
  const bytesRead = () => /rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))![1];
  for (let before: string | undefined, same = 0; same < 4; ) {
    const now = bytesRead();
    same = now === before ? same + 1 : 0;
    before = now;
    await delay(500);
  }
}

/** The most memory that a process has had, MiB. */
function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}
