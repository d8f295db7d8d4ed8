import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type Dockerode from 'dockerode';
import { catalogueImage } from '../../../src/images/catalogue.ts';
import { type Lab, openLab } from './lab.ts';

const image = catalogueImage('demo').reference;
let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
});

afterAll(() => lab.close());

async function startServer(): Promise<Dockerode.Container> {
  const server = await lab.start({ Image: image, Cmd: ['server'] });
  await lab.sh(server, 'until curl -sf http://127.0.0.1:8080/healthz; do sleep 0.05; done');
  return server;
}

const logOf = async (container: Dockerode.Container) =>
  (await container.logs({ stdout: true, stderr: true })).toString();

it('the server answers with the id of the request, and logs it', async () => {
  const server = await startServer();
  const { stdout } = await lab.sh(server, 'curl -s -H "X-Request-Id: req-7" http://127.0.0.1:8080/');
  expect(JSON.parse(stdout)).toMatchObject({ greeting: 'hello', requestId: 'req-7' });
  expect(await logOf(server)).toContain('GET / 200 peer=127.0.0.1 id=req-7');
});

it('the server finishes what it has begun before it ends', async () => {
  const server = await startServer();
  const answer = lab.sh(server, 'curl -s "http://127.0.0.1:8080/slow?ms=1000"');
  await lab.sh(server, 'until grep -q " 0100007F:.* 01 " /proc/net/tcp; do sleep 0.05; done');
  await lab.sh(server, 'kill -TERM 1');
  expect((await answer).stdout).toContain('hello');
  expect((await server.wait()).StatusCode).toBe(0);
});

it('the client says in one line what went wrong, goes on, and ends on SIGTERM', async () => {
  const client = await lab.start({
    Image: image,
    Cmd: ['client'],
    Env: ['TARGET_URL=http://127.0.0.1:9/', 'INTERVAL_MS=20'],
  });
  const log = await client.logs({ follow: true, stdout: true, stderr: true });
  let text = '';
  for await (const chunk of log) {
    text += chunk;
    if (text.includes('req-0003')) break;
  }
  expect(text).toMatch(/GET http:\/\/127\.0\.0\.1:9\/ failed: .*refused.* \d+ ms id=req-0001/);
  const ended = client.wait();
  await client.kill({ signal: 'SIGTERM' });
  expect((await ended).StatusCode).toBe(0);
});
