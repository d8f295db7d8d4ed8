import { posix } from 'node:path';
import type { ParsedFile } from '../../documents.ts';
import type { Variables } from '../interpolate.ts';
import type { ComposeSurroundings } from '../surroundings.ts';
import type { MappingNode } from '../tree/node.ts';
import type { Tell } from './problems.ts';
import type { Texts } from './texts.ts';

/** What every step of putting a project together may use. */
export interface LoadContext {
  readonly texts: Texts;
  readonly around: ComposeSurroundings;
  readonly tell: Tell;
  /** The documents of a file, in its order; none when it cannot be read as YAML, which is told. */
  readonly parse: (file: string, text: string) => readonly MappingNode[];
  /** Counts what is going to be included. What is wrong, in words, where that is more than the limit of a project. */
  readonly countIncluded: (count: number) => string | undefined;
  /** Several files merged into one model; used by `include`. */
  readonly loadFiles: LoadFiles;
}

/** Where files are read from: the folder of relative paths, and what variables stand for. */
export interface Scope {
  readonly folder: string;
  readonly variables: Variables;
  /** Absolute paths of the files that are being included, outermost first. */
  readonly including: readonly string[];
}

export interface LoadedFile {
  /** As it is called in messages. */
  readonly file: string;
  readonly path: string;
  readonly text: string;
  /** Its documents in the dialect of Compose, where they are known already. */
  readonly parsed?: ParsedFile;
}

type LoadFiles = (files: readonly LoadedFile[], scope: Scope, context: LoadContext) => MappingNode;

/** A file by its absolute path, as it is called in messages. */
export function shownPath({ folder, shown }: ComposeSurroundings, path: string): string {
  return posix.join(shown, posix.relative(folder, path));
}

/** A path of a Compose file as an absolute one; `~` is the home folder. */
export function absolutePath(
  path: string,
  { folder, variables }: Pick<Scope, 'folder' | 'variables'>,
): string {
  return posix.resolve(folder, path.replace(/^~(?=$|\/)/, variables['HOME'] ?? '/'));
}
