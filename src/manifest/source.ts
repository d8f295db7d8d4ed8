import type { Document, LineCounter } from 'yaml';
import type { ComposeSurroundings } from './compose/surroundings.ts';
import type { Targets } from './yaml/model.ts';

export interface SourceFile {
  /** As the user wrote it; it is repeated in messages. */
  readonly file: string;
  readonly text: string;
  /** For Compose files; without them nothing is set, and no other file can be read. */
  readonly surroundings?: ComposeSurroundings;
}

/** One of several texts that stand one after the other. */
export interface TextPiece {
  readonly file: string;
  /** Its first line among those of all texts, from 1. */
  readonly firstLine: number;
}

export interface YamlSource {
  readonly document: Document.Parsed;
  readonly text: string;
  readonly lines: LineCounter;
  /** What its aliases stand for; a document that was made has none. */
  readonly targets?: Targets;
  /** Of a document that is made from several files: `text` is all of theirs. */
  readonly pieces?: readonly TextPiece[];
}
