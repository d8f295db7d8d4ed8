// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const program = join(process.cwd(), 'dist/main.js');
const folder = mkdtempSync(join(tmpdir(), 'outrider-finding-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

beforeAll(() => {
  write('shop/compose.yaml', 'services: {app: {image: "i:${TAG}"}, tool: {image: t, profiles: [debug]}}\n');
  write('shop/compose.override.yaml', 'services: {app: {command: [over]}}\n');
  write('shop/other.yaml', 'name: other\nservices: {other: {image: o}}\n');
  write('shop/.env', 'TAG=dotenv\n');
  write('shop/own.env', 'TAG=own\n');
  write('shop/deep/er/x', '');
  write('empty/x', '');
});

interface Answer {
  readonly exitCode: number | null;
  readonly stderr: string;
  /** `name image args` of every app. */
  readonly apps: readonly string[];
}

function config(
  place: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Answer {
  const options = {
    cwd: join(folder, place),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
  } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], options);
  type Pod = { containers: { name: string; image: string; args?: string[] }[] };
  const found = stdout === '' ? [] : (JSON.parse(stdout) as Pod[] | { pods: Pod[] });
  const pods = Array.isArray(found) ? found : found.pods;
  const apps = pods.flatMap(({ containers }) =>
    containers.map((one) => [one.name, one.image, ...(one.args ?? [])].join(' ')),
  );
  return { exitCode: status, stderr, apps };
}

it('without a file the Compose file of the folder is taken, or of one above it, with its override', () => {
  expect(config('shop', ['config']).apps).toEqual(['app i:dotenv over']);
  expect(config('shop/deep/er', ['config']).apps).toEqual(['app i:dotenv over']);
});

it('a file that is named is taken alone, and several are merged', () => {
  expect(config('shop', ['config', 'compose.yaml']).apps).toEqual(['app i:dotenv']);
  expect(config('.', ['config', 'shop/compose.yaml', 'shop/other.yaml']).apps).toEqual([
    'app i:dotenv',
    'other o',
  ]);
});

it('COMPOSE_FILE names files, --profile services and --env-file variables', () => {
  expect(config('shop', ['config'], { COMPOSE_FILE: 'compose.yaml:other.yaml' }).apps).toEqual([
    'app i:dotenv',
    'other o',
  ]);
  expect(config('shop', ['--profile', 'debug', 'config']).apps).toEqual(['app i:dotenv over', 'tool t']);
  expect(config('shop', ['--env-file', 'own.env', 'config']).apps).toEqual(['app i:own over']);
  expect(config('shop', ['--env-file', 'own.env', 'config'], { TAG: 'outside' }).apps).toEqual([
    'app i:outside over',
  ]);
});

it('where there is none, that is said', () => {
  const { exitCode, stderr } = config('empty', ['config']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /no file is given, and there is no Compose file and no pod\.yaml in .*empty or above it/,
  );
});

it('a problem of an override is shown with its line', () => {
  write('wrong/compose.yaml', 'services: {app: {image: i}}\n');
  write('wrong/compose.override.yaml', 'services:\n  app: {prots: [1]}\n');
  const { exitCode, stderr } = config('wrong', ['config']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(
    'compose.override.yaml:2:9: error: services.app.prots: unknown field; did you mean ports?',
  );
  expect(stderr).toContain('2 |   app: {prots: [1]}');
});

it('recipes of x-outrider are added as those of --with, and what is wrong with one is told at its place', () => {
  write(
    'sidecars/compose.yaml',
    'services:\n  web: {image: w, x-outrider: {sidecars: [{haproxy: {image: h}}, ./own]}}\n  db: {image: d}\n',
  );
  write(
    'sidecars/own/recipe.yaml',
    'name: own\npattern: sidecar\nsummary: s\npod: {spec: {initContainers: [{name: own, image: o, restartPolicy: Always}]}}\nlook: [x]\n',
  );
  write('sidecars/own/README.md', '# own\n');
  const plan = spawnSync(process.execPath, [program, 'plan'], {
    cwd: join(folder, 'sidecars'),
    encoding: 'utf8',
  });
  expect(plan.stderr).toBe('');
  expect(plan.stdout.match(/^ +\d\. \S+ +\S+/gm)?.map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
    '1. haproxy sidecar',
    '2. own sidecar',
    '3. web app',
    '1. db app',
  ]);
  write(
    'sidecars/wrong.yaml',
    'services:\n  web:\n    image: w\n    x-outrider:\n      sidecars: [haproxi, {haproxy: {imag: x}}, ./none]\n',
  );
  const { exitCode, stderr } = config('sidecars', ['config', 'wrong.yaml']);
  expect(exitCode).toBe(2);
  expect(stderr.match(/^wrong.yaml:.*/gm)).toEqual([
    'wrong.yaml:5:18: error: there is no recipe haproxi; did you mean haproxy?',
    expect.stringMatching(
      /^wrong.yaml:5:38: error: recipe haproxy has no parameter imag; its parameters|did you mean image/,
    ),
    expect.stringMatching(/^wrong.yaml:5:49: error: there is no recipe in .*none$/),
  ]);
});
