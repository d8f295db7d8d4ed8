import { afterEach, expect, it } from '@jest/globals';
import { createEngine } from '../../../../src/docker/engine.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from '../fake-daemon.ts';
import { container, pod } from '../pods.ts';

let daemon: FakeDaemon | undefined;
afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

const network = { Id: 'n', Name: 'outrider_p', Labels: { 'dev.outrider.project': 'p' } };
const app = container({ name: 'app', image: 'app:1' });
const proxy = container({ name: 'proxy', image: 'app:1' });

async function engine() {
  daemon = await fakeDaemon([
    ['GET', /\/networks/, json(200, [network])],
    ['GET', /\/images\//, json(200, { Id: 'sha256:1', Config: {} })],
    ['GET', /\/containers\//, json(200, { Id: 'h', Mounts: [] })],
    ['POST', /\/containers\/create/, json(201, { Id: 'h' })],
    ['PUT', /\/archive/, json(200, {})],
  ]);
  const options = { project: 'p', pod: pod({ containers: [app, proxy] }), version: '1' };
  return createEngine({ docker: daemon.docker, ...options, images: { holder: 'holder' } });
}

const asked = (method: string): readonly string[] =>
  daemon!.requests.filter((request) => request.startsWith(method));

it('the files in which containers say why they end are written once, when the holder is made', async () => {
  const made = await engine();
  const { id: sandbox } = await made.createSandbox(0, patience());
  const before = { puts: asked('PUT').length, looks: asked('GET /containers/h').length };
  for (const one of [app, proxy])
    await made.createContainer({ container: one, attempt: 0, sandbox, specHash: 'x' }, patience());
  expect(asked('PUT')).toHaveLength(before.puts);
  expect(asked('GET /containers/h')).toHaveLength(before.looks);
});

it('a later instance begins with an empty file', async () => {
  const made = await engine();
  const { id: sandbox } = await made.createSandbox(0, patience());
  await made.createContainer({ container: app, attempt: 1, sandbox, specHash: 'x' }, patience());
  expect(asked('PUT')).toHaveLength(2);
});
