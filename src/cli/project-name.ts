import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { composeProject } from '../manifest/compose/project.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/**
 * As in Compose: `-p`, else the environment, else what the first file calls it, if that is a Compose file, else the name
 * of the folder that it is in.
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
  const folder = basename(first === undefined ? process.cwd() : dirname(resolve(first)));
  return asName((first === undefined ? undefined : nameIn(first)) ?? folder) || 'default';
}

function asName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Whoever reads the file for good says what is wrong with it; a pipe can be read only once. */
function nameIn(file: string): string | undefined {
  try {
    return statSync(file).isFile() ? composeProject(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
