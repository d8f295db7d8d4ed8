import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { loadProject } from '../../src/manifest/compose/load/project.ts';
import { plain } from '../../src/manifest/compose/tree/plain.ts';
import { allCases, type Case, environment } from './cases.ts';
import { differences } from './differences.ts';
import { normalise } from './normalise.ts';

const project = 'judged';
const judge = process.env['OUTRIDER_COMPOSE_JUDGE'];
const answers = join(import.meta.dirname, 'answers');

/** What the official Compose says, or said: `OUTRIDER_RECORD=1` writes its answers down. */
function official({ name, folder, files, profiles, envFiles = [] }: Case): unknown {
  const recorded = join(answers, `${name}.json`);
  if (judge === undefined) return JSON.parse(readFileSync(recorded, 'utf8'));
  const args = [
    ...['-p', project],
    ...files.flatMap((file) => ['-f', file]),
    ...profiles.flatMap((profile) => ['--profile', profile]),
    ...envFiles.flatMap((file) => ['--env-file', file]),
    ...['config', '--format', 'json'],
  ];
  const text = execFileSync(judge, args, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  // It prints a dollar so that the output could be read again.
  const model = normalise(JSON.parse(text.replaceAll('$$', '$')), folder, project);
  if (process.env['OUTRIDER_RECORD'] === '1') {
    mkdirSync(answers, { recursive: true });
    writeFileSync(recorded, `${JSON.stringify(model, undefined, 2)}\n`);
  }
  return model;
}

function ours({ folder, files, profiles, envFiles }: Case): unknown {
  const given = files.map((file) => {
    const path = join(folder, file);
    return { file, path, text: readFileSync(path, 'utf8') };
  });
  const { model, diagnostics } = loadProject(given, {
    folder,
    shown: '',
    environment:
      profiles.length === 0 ? environment : { ...environment, COMPOSE_PROFILES: profiles.join(',') },
    project,
    ...(envFiles && { envFiles }),
    readText: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return normalise(plain(model), folder, project);
}

it.each(allCases().map((one) => [one.name, one] as const))(
  '%s means what the official Compose says',
  (name, one) => {
    const wanted = official(one);
    const differs = differences[name];
    expect(ours(one)).toEqual(differs ? differs.change(wanted) : wanted);
  },
);
