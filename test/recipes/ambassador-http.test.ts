import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../support/cli/run-outrider.ts';

const folder = projectFolder('ambassador-http');
const recipe = 'ambassador-http:pods=client,host=server,serverPort=8080,openFor=1s';
const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
const inClient = (command: string) => outrider('debug', 'client', '--', 'sh', '-c', command);
/** There is no server to ask. */
const atOnce = /upstream\/<NOSRV> .* 503 .*\{req-\d+\}/;
let run: Started;

const lines = (pod: string, container: string): readonly string[] =>
  run
    .events()
    .flatMap((event) =>
      event.type === 'Log' && event.pod === pod && event.container === container ? [event.line] : [],
    );

/** Settles when a container has logged so many lines like that. */
async function logged(pod: string, container: string, pattern: RegExp, times = 1): Promise<void> {
  const logs = () => run.events().filter(({ type }) => type === 'Log').length;
  while (lines(pod, container).filter((line) => pattern.test(line)).length < times)
    await run.seen('Log', undefined, logs() + 1);
}

beforeAll(async () => {
  const args = ['up', 'examples/ambassador.yaml', '--output', 'json', '--with', recipe];
  run = startOutrider(['-p', folder.project, ...args]);
  await logged('client', 'app', / 200 /, 5);
}, 60_000);
afterAll(async () => {
  run.process.kill('SIGINT');
  await run.ended;
  folder.remove();
}, 30_000);

describe('the recipe ambassador-http', () => {
  it('asks the server for the app, and again when it fails', async () => {
    await logged('client', 'ambassador-http', /localhost upstream\/server .* 200 .* \d+\/\d+\/\d+\/\d+\/1 /);
    expect(lines('server', 'app').filter((line) => / 503 id=req/.test(line)).length).toBeGreaterThan(4);
  });

  it('opens the circuit when the server goes on failing: the app is told at once, the server left in peace', async () => {
    const refused = () => lines('client', 'ambassador-http').filter((line) => atOnce.test(line)).length;
    const before = refused();
    await inClient('curl -s server:8080/break');
    await logged('client', 'ambassador-http', atOnce, before + 5);
    const metrics = await inClient('curl -s localhost:9001/metrics');
    expect(metrics.stdout).toMatch(/haproxy_server_status\{.*server="server",state="DOWN"\} 1/);
    const asked = () => lines('server', 'app').filter((line) => /id=req/.test(line)).length;
    const askedBefore = asked();
    await logged('client', 'ambassador-http', atOnce, refused() + 10);
    expect(asked()).toBe(askedBefore);
  }, 30_000);

  it('closes it when the server is well again', async () => {
    const before = lines('client', 'app').filter((line) => / 200 /.test(line)).length;
    await inClient('curl -s server:8080/mend');
    await logged('client', 'app', / 200 /, before + 3);
  }, 30_000);

  it('leaves nothing behind', async () => {
    run.process.kill('SIGINT');
    expect((await run.ended).exitCode).toBe(0);
    expect(await leftOf(folder.project)).toEqual([]);
  }, 30_000);
});
