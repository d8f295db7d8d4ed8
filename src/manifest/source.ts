import type { Document, LineCounter } from 'yaml';

export interface SourceFile {
  /** As the user wrote it; it is repeated in messages. */
  readonly file: string;
  readonly text: string;
}

export interface YamlSource {
  readonly document: Document.Parsed;
  readonly text: string;
  readonly lines: LineCounter;
}
