import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Variables } from '../manifest/compose/interpolate.ts';
import { composeVariables } from '../manifest/compose/load/variables.ts';
import { composeProject } from '../manifest/compose/project.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { around } from './files/compose-surroundings.ts';

/**
 * As in Compose: `-p`, else the environment, else what the last Compose file that has a name calls it, else the name of the
 * folder that the first file is in.
 */
export function projectName(given: string | undefined, files: readonly string[]): string {
  const asked = given ?? process.env['OUTRIDER_PROJECT'];
  if (asked !== undefined) {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(asked))
      throw new Failure(
        exitCodes.usage,
        `"${asked}" cannot be a project name`,
        'Lower-case letters, digits and dashes, beginning with a letter or a digit.',
      );
    return asked;
  }
  const first = files.find((file) => file !== '-');
  const variables = composeVariables(around(first === undefined ? '.' : dirname(first)));
  const named =
    variables['COMPOSE_PROJECT_NAME'] || files.map((file) => nameIn(file, variables)).findLast(isName);
  const folder = basename(first === undefined ? process.cwd() : dirname(resolve(first)));
  return asName(named ?? folder) || 'default';
}

/** The folder that a project is called after: the one of its first file, else the current one. */
export function projectFolder(files: readonly string[]): string {
  const first = files.find((file) => file !== '-');
  const folder = first === undefined ? process.cwd() : dirname(resolve(first));
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Whether a person has named the project. Otherwise its name is its folder's, and may be another folder's as well. */
export function isNamed(given: string | undefined): boolean {
  return (given ?? process.env['OUTRIDER_PROJECT']) !== undefined;
}

function asName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function isName(name: string | undefined): name is string {
  return name !== undefined;
}

/** What is wrong with the file is told when it is read as a whole. A pipe can be read only once. */
function nameIn(file: string, variables: Variables): string | undefined {
  try {
    return statSync(file).isFile() ? composeProject(readFileSync(file, 'utf8'), variables) : undefined;
  } catch {
    return undefined;
  }
}
