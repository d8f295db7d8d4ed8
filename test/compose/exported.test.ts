import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from '@jest/globals';
import { projectFolder, runOutrider } from '../support/cli/run-outrider.ts';

const run = promisify(execFile);
const judge = process.env['OUTRIDER_COMPOSE_JUDGE'];
const folder = projectFolder('compose-exported');
afterAll(() => folder.remove());

const within = (path: string): readonly string[] =>
  readdirSync(join(import.meta.dirname, '..', '..', path))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `${path}/${name}`);

/** What recipes have no default for. */
const parameters: Readonly<Record<string, string>> = {
  'ambassador-http': ':host=upstream.test',
  'ambassador-postgres': ':host=db.test,secretName=db',
  'fluent-bit': ':host=logs.test',
  fluentd: ':host=logs.test',
};
const recipes = readdirSync(join(import.meta.dirname, '..', '..', 'recipes'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `${name}${parameters[name] ?? ''}`);

const SECRET = '{apiVersion: v1, kind: Secret, metadata: {name: db}, stringData: {username: a, password: b}}';
const POD =
  '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: outrider/demo:0.1}]}}';

const inputs = [
  ...['examples', 'examples/compose', 'examples/demo', 'examples/logging'].flatMap(within),
  'docker-compose.example.yml',
].map((file) => [file, [file]] as const);
const withRecipes = recipes.map(
  (recipe) => [recipe, [folder.file(`${POD}\n---\n${SECRET}\n`), '--with', recipe]] as const,
);

const withJudge = judge === undefined ? it.skip : it;
if (judge === undefined) process.stderr.write('skipped: the official Compose cannot be had here\n');

withJudge.each([...inputs, ...withRecipes])(
  'what is exported of %s is taken by the official Compose',
  async (_, args) => {
    const file = folder.file('', 'exported.yml');
    const { exitCode, stderr } = await runOutrider([
      '-p',
      folder.project,
      'export',
      'compose',
      ...args,
      '-o',
      file,
    ]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const { stderr: said } = await run(judge!, ['-f', file, 'config', '--quiet']);
    expect(said).toBe('');
  },
);
