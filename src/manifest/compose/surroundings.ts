import type { Variables } from './interpolate.ts';

/** What a Compose file reads besides its own text. */
export interface ComposeSurroundings {
  /** The absolute path of the file's folder, from which relative paths go. */
  readonly folder: string;
  /** The same folder as the user wrote it, for messages; empty for the current one. */
  readonly shown: string;
  /** The environment, which wins over every file. */
  readonly environment: Variables;
  /** Files of variables below it, in order, which must be there; without them `.env` in the folder counts if it is there. */
  readonly envFiles?: readonly string[];
  /** The project's name, for `COMPOSE_PROJECT_NAME`. */
  readonly project?: string;
  /** The text of a file by its absolute path; undefined when it cannot be read. */
  readonly readText: (path: string) => string | undefined;
}

/** Nothing is set, and no other file can be read. */
export const noSurroundings: ComposeSurroundings = {
  folder: '/',
  shown: '',
  environment: {},
  readText: () => undefined,
};
