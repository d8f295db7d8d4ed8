import { basename, dirname, resolve } from 'node:path';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** As in Compose: `-p`, else the environment, else the name of the folder that the first file is in. */
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
  return (
    folder
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'default'
  );
}
