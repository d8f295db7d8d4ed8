import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { composeVariables } from '../../manifest/compose/load/variables.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { around } from './compose-surroundings.ts';

/** In the order in which Compose looks for them. */
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** What `outrider init` writes. A Compose file beside it goes first. */
const names = [...composeNames, 'pod.yaml'];

/**
 * The files that a command is about: those that are given, else those of `COMPOSE_FILE`, else the Compose file or the `pod.yaml` of
 * this folder or of the nearest one above it, and the override beside a Compose file.
 *
 * @param here the folder of the command.
 * @throws Failure when there is none.
 */
export function givenFiles(given: readonly string[], here = process.cwd()): readonly string[] {
  if (given.length > 0) return given;
  const variables = composeVariables(around(here));
  const named = variables['COMPOSE_FILE'];
  if (named) return named.split(variables['COMPOSE_PATH_SEPARATOR'] || ':').filter((file) => file !== '');
  for (let folder = here; ; folder = dirname(folder)) {
    const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found) return [found, ...overrideOf(found)].map((path) => relative(here, path));
    if (dirname(folder) === folder) break;
  }
  throw new Failure(
    exitCodes.usage,
    `no file is given, and there is no Compose file and no pod.yaml in ${resolve(here)} or above it`,
    `Name a manifest or a Compose file, set COMPOSE_FILE, or begin with \`outrider init\`. The names looked for are ${names.join(', ')}.`,
  );
}

/** `compose.override.yaml` beside `compose.yaml`, with either ending. */
function overrideOf(file: string): readonly string[] {
  if (!composeNames.includes(basename(file))) return [];
  const stem = file.replace(/\.ya?ml$/, '');
  const found = [`${stem}.override.yml`, `${stem}.override.yaml`].find((path) => existsSync(path));
  return found === undefined ? [] : [found];
}
