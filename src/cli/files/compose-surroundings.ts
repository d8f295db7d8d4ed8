import { readFileSync } from 'node:fs';
import { normalize, resolve } from 'node:path';
import type { ComposeSurroundings } from '../../manifest/compose/surroundings.ts';

/**
 * What a Compose file in a folder reads besides itself: the environment, `.env` there or the files of `COMPOSE_ENV_FILES`,
 * and files that it names. `project` is the project's name where it is known.
 */
export function around(folder: string, project?: string): ComposeSurroundings {
  const envFiles = (process.env['COMPOSE_ENV_FILES'] ?? '').split(',').filter((file) => file !== '');
  return {
    folder: resolve(folder),
    shown: normalize(folder) === '.' ? '' : folder,
    // Not every process has it. Compose fills it in, too.
    environment: { PWD: process.cwd(), ...process.env },
    // They are named from where the command is called.
    ...(envFiles.length > 0 && { envFiles: envFiles.map((file) => resolve(file)) }),
    ...(project !== undefined && { project }),
    readText: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}
