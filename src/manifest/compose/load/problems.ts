import type { DiagnosticCode, Severity } from '../../diagnostic.ts';

/** A problem that is found while files are put together, when there are no paths of the whole yet. */
export interface LoadProblem {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Where, counted over all texts. */
  readonly at: number;
  readonly hint?: string;
}

export type Tell = (problem: LoadProblem) => void;

export function errorAt(at: number, message: string, code: DiagnosticCode = 'compose'): LoadProblem {
  return { severity: 'error', code, message, at };
}

export function warningAt(at: number, message: string): LoadProblem {
  return { severity: 'warning', code: 'compose', message, at };
}
