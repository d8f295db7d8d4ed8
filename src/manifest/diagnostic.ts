import type { SourceLocation } from '../pod/model.ts';

export type Severity = 'error' | 'warning';

/** What can be wrong with a file. Closed on purpose: programs may rely on it. */
export type DiagnosticCode =
  | 'yaml-syntax'
  | 'yaml-dialect'
  | 'no-pod'
  | 'unsupported-kind'
  | 'unknown-field'
  | 'ignored-field'
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
  | 'service'
  | 'job'
  | 'replicas'
  | 'recipe'
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

/** `file:line:column: error: message`, and the hint on a line of its own. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, hint } = diagnostic;
  const head = `${file}:${line}:${column}: ${severity}: ${message}`;
  return hint === undefined ? head : `${head}\n  ${hint}`;
}

/** As `formatDiagnostic`, with the line of the file and a caret under the place. */
export function formatWithExcerpt(diagnostic: Diagnostic, sourceText: string): string {
  const source = sourceText.split(/\r?\n/)[diagnostic.line - 1];
  const [head, ...hint] = formatDiagnostic(diagnostic).split('\n');
  if (source === undefined || source.trim() === '') return [head, ...hint].join('\n');
  const gutter = String(diagnostic.line);
  const indent = source.slice(0, diagnostic.column - 1).replace(/[^\t]/g, ' ');
  return [head, `  ${gutter} | ${source}`, `  ${' '.repeat(gutter.length)} | ${indent}^`, ...hint].join('\n');
}

/** In the order of the files, then those that they name, and within a file from top to bottom. */
export function inFileOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const position = (file: string): number => (files.includes(file) ? files.indexOf(file) : files.length);
  return [...diagnostics].sort(
    (a, b) =>
      position(a.file) - position(b.file) ||
      a.file.localeCompare(b.file) ||
      a.line - b.line ||
      a.column - b.column,
  );
}
