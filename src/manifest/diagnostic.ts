import type { SourceLocation } from '../pod/model.ts';
import { printable, shortened } from './printable.ts';

export type Severity = 'error' | 'warning';

/** What can be wrong with a file. Closed on purpose: programs may rely on it. */
export type DiagnosticCode =
  | 'yaml-syntax'
  | 'yaml-dialect'
  | 'no-pod'
  | 'unsupported-kind'
  | 'unknown-field'
  | 'ignored-field'
  | 'refused-field'
  | 'wrong-type'
  | 'missing-field'
  | 'invalid-value'
  | 'invalid-name'
  | 'invalid-quantity'
  | 'duplicate-name'
  | 'init-container-probe'
  | 'init-container-hook'
  | 'success-threshold'
  | 'probe-grace'
  | 'one-handler'
  | 'hook-handler'
  | 'unresolved-port'
  | 'one-source'
  | 'unknown-volume'
  | 'duplicate-mount'
  | 'missing-reference'
  | 'host-port'
  | 'restart-policy'
  | 'restart-rules'
  | 'stop-signal'
  | 'run-as-root'
  | 'capture-option'
  | 'capture-proxy'
  | 'capture-identity'
  | 'wait-for'
  | 'service'
  | 'job'
  | 'replicas'
  | 'recipe'
  | 'lesson'
  | 'compose';

/** One problem of the user's files, for people and programs; lines and columns count from 1. */
export interface Diagnostic extends SourceLocation {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** One sentence without a full stop: where in the file's own words, and what is wrong. */
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
}

/** Characters of a message or a hint that are printed: a key or a value in it may be as long as the file. */
const MOST_OF_MESSAGE = 400;
/** Columns of a line of the file, around the place. */
const MOST_OF_LINE = 120;

/** `file:line:column: error: message`, and the hint on a line of its own. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, hint } = diagnostic;
  const head = `${printable(file)}:${line}:${column}: ${severity}: ${inShort(message)}`;
  return hint === undefined ? head : `${head}\n  ${inShort(hint)}`;
}

function inShort(text: string): string {
  return printable(shortened(text, MOST_OF_MESSAGE));
}

/** As `formatDiagnostic`, with the line of the file and a caret under the place. */
export function formatWithExcerpt(diagnostic: Diagnostic, sourceLines: readonly string[]): string {
  const source = sourceLines[diagnostic.line - 1];
  const [head, ...hint] = formatDiagnostic(diagnostic).split('\n');
  if (source === undefined || source.trim() === '') return [head, ...hint].join('\n');
  const gutter = String(diagnostic.line);
  const { before, after } = around(source, diagnostic.column - 1);
  const indent = before.replace(/[^\t]/g, ' ');
  return [
    head,
    `  ${gutter} | ${before}${after}`,
    `  ${' '.repeat(gutter.length)} | ${indent}^`,
    ...hint,
  ].join('\n');
}

function around(line: string, at: number): { readonly before: string; readonly after: string } {
  const from = Math.max(0, Math.min(at - MOST_OF_LINE / 2, line.length - MOST_OF_LINE));
  const to = from + MOST_OF_LINE;
  return {
    before: `${from > 0 ? '…' : ''}${printable(line.slice(from, at))}`,
    after: `${printable(line.slice(at, to))}${to < line.length ? '…' : ''}`,
  };
}

/** In the order of the files, then those that they name, and within a file from top to bottom. */
export function inFileOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const position = ({ file }: Diagnostic): number => order.get(file) ?? files.length;
  return [...diagnostics].sort(
    (a, b) => position(a) - position(b) || byName(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
}

/** Most of them are of one file. */
function byName(one: string, other: string): number {
  return one === other ? 0 : one.localeCompare(other);
}
