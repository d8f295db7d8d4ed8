import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { composeVariables } from '../../manifest/compose/load/variables.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { around } from './compose-surroundings.ts';

/** In the order in which Compose looks for them. */
const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/**
 * The files that a command is about: those that are given, else those of `COMPOSE_FILE`, else the Compose file of this
 * folder or of the nearest one above it, and the override beside it. @throws Failure when there is none.
 */
export function givenFiles(given: readonly string[]): readonly string[] {
  if (given.length > 0) return given;
  const variables = composeVariables(around('.'));
  const named = variables['COMPOSE_FILE'];
  if (named) return named.split(variables['COMPOSE_PATH_SEPARATOR'] || ':').filter((file) => file !== '');
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found) return [found, ...overrideOf(found)].map((path) => relative('', path));
    if (dirname(folder) === folder) break;
  }
  throw new Failure(
    exitCodes.usage,
    `no file is given, and there is no Compose file in ${resolve('.')} or above it`,
    `Name a manifest or a Compose file, or set COMPOSE_FILE. The names looked for are ${names.join(', ')}.`,
  );
}

/** `compose.override.yaml` beside `compose.yaml`, with either ending. */
function overrideOf(file: string): readonly string[] {
  const stem = file.replace(/\.ya?ml$/, '');
  const found = [`${stem}.override.yml`, `${stem}.override.yaml`].find((path) => existsSync(path));
  return found === undefined ? [] : [found];
}
