import { readFileSync } from 'node:fs';
import { normalize, resolve } from 'node:path';
import type { ComposeSurroundings } from '../manifest/compose/surroundings.ts';

/** What a Compose file in a folder reads besides itself: the environment, `.env` there, and files that it names. */
export function around(folder: string): ComposeSurroundings {
  return {
    folder: resolve(folder),
    shown: normalize(folder) === '.' ? '' : folder,
    environment: process.env,
    readText: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}
