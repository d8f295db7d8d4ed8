import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const run = promisify(execFile);
const env = { ...process.env, NO_COLOR: '1', CI: 'true' };

let folder: string;
let outrider: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrider-package-'));
  // Without its scripts, `npm pack` would build into the dist/ that other tests run from.
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    env,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run(
    'npm',
    ['install', '--global', '--offline', '--prefix', join(folder, 'prefix'), join(folder, filename)],
    { env },
  );
  outrider = join(folder, 'prefix', 'bin', 'outrider');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const inFolder = (...args: readonly string[]) => run(outrider, args, { cwd: folder, env });

it('the packed package installs without any other package, and names the licences of what it holds', async () => {
  const { stdout } = await inFolder('version');
  expect(stdout).toContain('outrider 0.1.0');
  const notices = join(folder, 'prefix/lib/node_modules/outrider/dist/THIRD_PARTY_NOTICES.txt');
  expect(await readFile(notices, 'utf8')).toMatch(/^---- dockerode \S+ \(Apache-2\.0\)$/m);
});

it('a first manifest runs as it is', async () => {
  await inFolder('init');
  const { stdout } = await inFolder('-p', 'package', 'up', 'pod.yaml', '--output', 'plain', '--for', '3s');
  expect(stdout).toContain('web ready');
  expect(stdout).toContain('the app answers 200');
  expect(stdout).toContain('web removed');
});

it('a manifest that is there is kept', async () => {
  await inFolder('init', 'kept.yaml');
  const before = await readFile(join(folder, 'kept.yaml'), 'utf8');
  await expect(inFolder('init', 'kept.yaml', '--from', 'nginx:1')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('kept.yaml exists already'),
  });
  expect(await readFile(join(folder, 'kept.yaml'), 'utf8')).toBe(before);
  await inFolder('init', 'kept.yaml', '--from', 'nginx:1', '--force');
  expect(await readFile(join(folder, 'kept.yaml'), 'utf8')).toContain('image: "nginx:1"');
});

it('a recipe with secrets is left to the start of the pod', async () => {
  await expect(inFolder('init', 'vault.yaml', '--with', 'vault-agent')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('outrider up vault.yaml --with vault-agent'),
  });
});
