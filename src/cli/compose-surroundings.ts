import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { ComposeSurroundings } from '../manifest/compose/surroundings.ts';

/** What a Compose file in a folder reads besides itself: `.env` there, below the environment, and files that it names. */
export function around(folder: string): ComposeSurroundings {
  const readVariables: ComposeSurroundings['readVariables'] = (path) => {
    try {
      return parseEnv(readFileSync(resolve(folder, path), 'utf8'));
    } catch {
      return undefined;
    }
  };
  return {
    folder: resolve(folder),
    variables: { ...readVariables('.env'), ...process.env },
    readVariables,
  };
}
