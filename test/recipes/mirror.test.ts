import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../support/cli/run-outrider.ts';
import { askedEngine } from './support/asked-engine.ts';

const { project, remove } = projectFolder('mirror');
afterAll(async () => {
  remove();
  expect(await leftOf(project)).toEqual([]);
});

const engineHost = (): string =>
  execFileSync('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], {
    encoding: 'utf8',
  }).trim();

it('with OUTRIDER_IMAGE_MIRROR no other image name is asked for', async () => {
  const host = process.env['DOCKER_HOST'] ?? engineHost();
  const engine = await askedEngine(join(tmpdir(), `${project}.sock`), host.replace('unix://', ''));
  const args = ['--host', engine.host, '-p', project, 'up', 'examples/flaky.yaml', '--with', 'haproxy'];
  const { exitCode } = await runOutrider([...args, '--output', 'json', '--for', '1s']);
  engine.close();
  expect(exitCode).toBe(0);
  expect(engine.imageNames()).toEqual([
    'outrider.local/haproxy:2.6',
    // Ours are made on the machine itself.
    'outrider/demo:0.1',
    expect.stringMatching(/^outrider\/holder:[0-9a-f]{12}$/),
  ]);
});
