import type { Document, LineCounter } from 'yaml';
import type { ComposeSurroundings } from './compose/surroundings.ts';

export interface SourceFile {
  /** As the user wrote it; it is repeated in messages. */
  readonly file: string;
  readonly text: string;
  /** For Compose files; without them nothing is set, and no other file can be read. */
  readonly surroundings?: ComposeSurroundings;
}

export interface YamlSource {
  readonly document: Document.Parsed;
  readonly text: string;
  readonly lines: LineCounter;
}
