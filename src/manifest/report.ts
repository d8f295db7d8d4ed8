import { type Diagnostic, formatWithExcerpt } from './diagnostic.ts';
import type { SourceFile } from './source.ts';

/** Of a terminal; what comes before and after it finds room in 100. */
const MOST_LINES = 92;
/** A diagnostic with its excerpt and its hint. */
const LINES_EACH = 4;

/**
 * The problems of files as text for a terminal, in the order in which they come, each line with its end. Errors go
 * before warnings where there is no room for all: the last line says how many are left out.
 */
export function reportProblems(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): string {
  const room = Math.floor(MOST_LINES / LINES_EACH);
  const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
  const errors = diagnostics.filter(isError).slice(0, room);
  const others = diagnostics.filter((one) => !isError(one)).slice(0, room - errors.length);
  const shown = new Set([...errors, ...others]);
  const lines = new Map(files.map(({ file, text }) => [file, text.split(/\r?\n/)]));
  const texts = diagnostics
    .filter((diagnostic) => shown.has(diagnostic))
    .map((diagnostic) => `${formatWithExcerpt(diagnostic, lines.get(diagnostic.file) ?? [])}\n`);
  const left = diagnostics.length - shown.size;
  return [...texts, ...(left > 0 ? [`… and ${left} more\n`] : [])].join('');
}
