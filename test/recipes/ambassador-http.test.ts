import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExampleRun, runExample } from './support/example.ts';

const recipe = 'ambassador-http:pods=client,host=server,serverPort=8080,openFor=1s';
/** There is no server to ask. */
const atOnce = /upstream\/<NOSRV> .* 503 .*\{req-\d+\}/;
let run: ExampleRun;

const inClient = (command: string) => run.outrider('debug', 'client', '--', 'sh', '-c', command);
const lines: ExampleRun['lines'] = (...of) => run.lines(...of);
const logged: ExampleRun['logged'] = (...what) => run.logged(...what);

beforeAll(async () => {
  run = runExample('ambassador-http', 'ambassador.yaml', [recipe]);
  await logged('client', 'app', / 200 /, 5);
}, 60_000);
afterAll(() => run.stop(), 30_000);

describe('the recipe ambassador-http', () => {
  it('asks the server for the app, and again when it fails', async () => {
    await logged('client', 'ambassador-http', /localhost upstream\/server .* 200 .* \d+\/\d+\/\d+\/\d+\/1 /);
    await logged('server', 'app', / 503 id=req/, 5);
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
    expect(await run.stop()).toEqual([0, []]);
  }, 30_000);
});
