import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../support/cli/run-outrider.ts';

const folder = projectFolder('compose-provided');
const env = { DOCKER_CONFIG: join(folder.path, 'docker'), XDG_STATE_HOME: join(folder.path, 'state') };
const calls = join(folder.path, 'calls');
const outrider = (...args: readonly string[]) => runOutrider(['-p', folder.project, ...args], { env });

afterEach(async () => {
  await outrider('down', '--volumes', '--grace-period', '0');
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(() => folder.remove());

/** A plugin of the docker command that writes down what it is asked. */
function plugin(name: string, script: string): void {
  const file = join(env.DOCKER_CONFIG, 'cli-plugins', `docker-${name}`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "$*" >> ${calls}\n${script}\n`);
  chmodSync(file, 0o755);
}

function called(): readonly string[] {
  const lines = existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [];
  rmSync(calls, { force: true });
  return lines.filter((line) => line !== 'compose metadata');
}

const both = `services:
  cloud: {provider: {type: cloud, options: {size: 9}}}
  app:
    image: outrider/demo:0.1
    entrypoint: [env]
    depends_on: [cloud]
    models: [llm]
models:
  llm: {model: ai/small, context_size: 512}
`;

it('services find what programs of this machine make for them, and it is taken away after them', async () => {
  plugin(
    'cloud',
    `case "$*" in *metadata*) exit 1;; *' up '*) echo '{"type":"setenv","message":"URL=http://cloud/"}';; esac`,
  );
  plugin(
    'model',
    `case "$1" in ls) echo '[{"tags":["ai/other"]}]';; status) echo '{"endpoint":"http://models/"}';; esac`,
  );
  const file = folder.file(both, 'compose.yaml');
  const attached = await outrider('up', file, '--output', 'plain', '--timeout', '120s');
  expect(attached).toMatchObject({ exitCode: 0 });
  expect(attached.stdout).toContain('CLOUD_URL=http://cloud/');
  expect(attached.stdout).toContain('LLM_URL=http://models/');
  expect(attached.stdout).toContain('LLM_MODEL=ai/small');
  const project = `--project-name=${folder.project}`;
  const asked = [
    `compose ${project} up --size=9 cloud`,
    ...['ls --json', 'pull ai/small', 'configure --context-size 512 ai/small', 'status --json'],
  ];
  const taken = `compose ${project} down --size=9 cloud`;
  expect(called()).toEqual([...asked, taken]);

  expect(await outrider('up', '--detach', file)).toMatchObject({ exitCode: 0 });
  expect(called()).toEqual([...asked, ...asked]);
  expect(await outrider('down')).toMatchObject({ exitCode: 0 });
  expect(called()).toEqual([taken]);
}, 180_000);

it('a program that is missing, or fails, keeps the pods from being made', async () => {
  rmSync(env.DOCKER_CONFIG, { recursive: true, force: true });
  const file = folder.file(both, 'compose.yaml');
  const missing = await outrider('up', file);
  expect(missing.exitCode).toBe(2);
  expect(missing.stderr).toContain(`${file}:2:28: error: the provider cloud is not on this machine`);
  expect(missing.stderr).toContain(`${file}:7:14: error: the model llm needs Docker Model Runner`);

  plugin(
    'cloud',
    `case "$*" in *metadata*) exit 1;; *' up '*) echo '{"type":"error","message":"no rights"}';; esac`,
  );
  plugin('model', '');
  const failed = await outrider('up', file);
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).toContain(`${file}:2:28: error: provider cloud cannot make its service: no rights`);
  expect(called()).toEqual([
    `compose --project-name=${folder.project} up --size=9 cloud`,
    `compose --project-name=${folder.project} down --size=9 cloud`,
  ]);
}, 120_000);
