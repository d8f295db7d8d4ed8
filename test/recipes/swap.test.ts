import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runOutrider } from '../support/cli/run-outrider.ts';
import { answersIn, type FlakyRun, runFlaky } from './support/flaky.ts';

const image = 'outrider.local/haproxy:2.6';
const next = `outrider.local/haproxy:test-swap-${process.pid}`;
const docker = (...args: string[]) => execFileSync('docker', args, { stdio: 'ignore' });
let run: FlakyRun;

beforeAll(async () => {
  docker('tag', image, next);
  run = await runFlaky('swap', ['haproxy'], 3, 200);
}, 60_000);
afterAll(async () => {
  await run.stop();
  docker('rmi', next);
}, 30_000);

interface Row {
  readonly pod: string;
  readonly container: string;
  readonly restarts: number;
  readonly image: string;
}

async function rows(): Promise<readonly Row[]> {
  const { stdout } = await runOutrider(['-p', run.project, 'ps', '--output', 'json']);
  return (
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row)
      // Services have rows of their own.
      .filter(({ container }) => container !== undefined)
      .map(({ pod, container, restarts, image: of }) => ({ pod, container, restarts, image: of }))
      .sort((a, b) => a.pod.localeCompare(b.pod))
  );
}

it('swapping the proxy’s image while the app runs does not restart the app', async () => {
  const before = run.lines('client', 'app').length;
  const other = `haproxy:image=haproxy:test-swap-${process.pid}`;
  const args = ['-p', run.project, 'up', 'examples/flaky.yaml', '--with', other, '--detach', '--wait'];
  const { exitCode } = await runOutrider(args);
  expect(exitCode).toBe(0);
  await run.seen('ContainerStarted', 'haproxy', 4);
  await run.logged('client', 'app', /^GET \S+ 200 /, answersIn(run.lines('client', 'app')).length + 3);
  expect(await rows()).toEqual(
    ['client', 'server'].flatMap((pod) => [
      { pod, container: 'haproxy', restarts: 1, image: next },
      { pod, container: 'app', restarts: 0, image: 'outrider/demo:0.1' },
    ]),
  );
  const since = answersIn(run.lines('client', 'app').slice(before));
  const lost = since.filter((line) => !/^GET \S+ 200 /.test(line)).length;
  process.stderr.write(`swap of the proxy: lost ${lost} of ${since.length} requests, one each 0.5 s\n`);
});
