import type { DiagnosticCode, Severity } from './diagnostic.ts';
import { shortened } from './printable.ts';

/** The way from the root of a document to a place in it. */
export type Path = readonly (string | number)[];

/** A diagnostic before its place is looked up: it knows the path, not yet the line. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly path: Path;
  /** Whether the key itself is at fault, or what it holds (the default). */
  readonly on?: 'key' | 'value';
  /** What is wrong; the path goes before it, unless `bare`. */
  readonly message: string;
  readonly bare?: boolean;
  readonly hint?: string;
  /** Keys that it is about, too, in their order; the message ends with their lines. */
  readonly along?: readonly Path[];
}

type Details = Pick<Problem, 'on' | 'hint' | 'bare' | 'along'>;

export function error(code: DiagnosticCode, path: Path, message: string, details: Details = {}): Problem {
  return { code, severity: 'error', path, message, ...details };
}

export function warning(code: DiagnosticCode, path: Path, message: string, details: Details = {}): Problem {
  return { code, severity: 'warning', path, message, ...details };
}

/** Characters of a key in a path. */
const MOST_OF_KEY = 80;

/** `containers[0].ports[1].name`; a key that is no plain word is quoted as in a JSONPath. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `['${shortened(part, MOST_OF_KEY)}']`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((part, index) => path[index] === part);
}

export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const part of path) found = (found as Record<string | number, unknown> | undefined)?.[part];
  return found;
}
