import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { findPlugin, findProgram } from '../../../src/providers/find-program.ts';
import { keepProviders, keptProviders } from '../../../src/providers/kept.ts';
import { runProvider } from '../../../src/providers/run-provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'outrider-providers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, script: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const provider = { name: 'db', type: 'cloud', after: [], containers: [], options: { size: ['9'] } };
const told: string[] = [];
const ask = (script: string, signal = new AbortController().signal) =>
  runProvider(provider, {
    ...{ program: program('provider', script), command: 'up', project: 'shop', env: process.env, signal },
    tell: (words) => told.push(words),
  });

it('a plugin of the docker command comes before a program in PATH, and a path is a path', () => {
  const plugin = program('docker/cli-plugins/docker-cloud', '');
  const inPath = program('bin/cloud', '');
  const env = { PATH: `relative:${join(folder, 'bin')}`, DOCKER_CONFIG: join(folder, 'docker') };
  expect(findProgram('cloud', env)).toBe(plugin);
  expect(findProgram('cloud', { PATH: env.PATH })).toBe(inPath);
  expect(findProgram(inPath, {})).toBe(inPath);
  expect(findProgram('other', env)).toBeUndefined();
  expect(findPlugin('../cloud', env)).toBeUndefined();
});

it('what a provider says becomes words and variables', async () => {
  const variables = await ask(
    `case "$*" in *metadata*) exit 1;; esac
     echo '{"type":"info","message":"'"$*"'"}'; echo '{"type":"setenv","message":"URL=u"}'
     echo '{"type":"rawsetenv","message":"KEY=k"}'`,
  );
  expect(variables).toEqual({ DB_URL: 'u', KEY: 'k' });
  expect(told).toEqual(['compose --project-name=shop up --size=9 db']);
});

it.each([
  [`echo '{"type":"error","message":"no rights"}'`, 'provider cloud cannot make its service: no rights'],
  ['echo one >&2; echo last words >&2; exit 3', 'provider cloud cannot make its service: last words'],
  ['exit 3', 'provider cloud cannot make its service: it exited with 3'],
  ['echo hello', 'provider cloud cannot make its service: its answer is not understood: hello'],
])('a provider that fails says why: %s', async (script, message) => {
  await expect(ask(`case "$*" in *metadata*) exit 1;; esac\n${script}`)).rejects.toThrow(message);
});

it('an option that is missing is told before the provider does anything', async () => {
  const metadata = '{"up": {"parameters": [{"name": "key", "required": true}]}}';
  await expect(ask(`echo '${metadata}'`)).rejects.toThrow('provider cloud needs the option key for up');
});

it('a provider ends when it is interrupted', async () => {
  const interrupted = new AbortController();
  const asked = ask('case "$*" in *metadata*) exit 1;; esac; exec sleep 600', interrupted.signal);
  setImmediate(() => interrupted.abort());
  await expect(asked).rejects.toThrow('interrupted');
});

it('providers are remembered until there is none', () => {
  const file = join(folder, 'state', 'shop.providers.json');
  expect(keptProviders(file)).toEqual([]);
  keepProviders(file, [provider]);
  expect(keptProviders(file)).toEqual([provider]);
  keepProviders(file, []);
  expect(keptProviders(file)).toEqual([]);
});
