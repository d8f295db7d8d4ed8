import type { SourceFile } from '../../manifest/source.ts';
import { readSources } from '../files/load-pods.ts';

/** The manifests of a command line. */
export interface Given {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  /** What stands for `-` where somebody has it already. */
  readonly stdin?: SourceFile;
}

/** Whoever reads `-` twice, to check it and to leave it to somebody else, keeps what it said the first time. */
export function withStdin(given: Given): Given {
  if (given.stdin !== undefined || !given.files.includes('-')) return given;
  return { ...given, stdin: readSources(['-'])[0]! };
}
