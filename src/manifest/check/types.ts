import type * as z from 'zod';
import type { DiagnosticCode } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import { shortened } from '../printable.ts';
import { error, type Path, type Problem, valueAt } from '../problem.ts';

type Issue = z.core.$ZodIssue;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** Fields whose wrong values have a name of their own among the codes. */
const CODES: Readonly<Record<string, DiagnosticCode>> = {
  restartPolicy: 'restart-policy',
  stopSignal: 'stop-signal',
};

/** A plain scalar as it stands in the file: `yes`, where the data have `true`. */
export type Written = (path: Path) => string | undefined;

/** What the type check found, in the words of the file rather than of the schema. */
export function typeProblem(issue: Issue, root: unknown, written: Written = () => undefined): Problem {
  const path = issue.path as Path;
  const value = valueAt(root, path);
  if (value === undefined) {
    const message = `${path.at(-1)} is missing`;
    return error('missing-field', path.slice(0, -1), message, { on: 'key' });
  }
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'string' && typeof value === 'boolean'
        ? takenForBoolean(path, value, written(path) ?? String(value))
        : wrongType(path, TYPE_WORDS[issue.expected] ?? issue.expected, value, issue.expected);
    case 'invalid_union':
      return unionProblem(issue, path, value, root, written);
    case 'invalid_value':
      return wrongValue(path, issue.values.map(String), value);
    case 'custom':
      return error(
        issue.params?.['code'] as DiagnosticCode,
        path,
        `needs ${issue.params?.['wanted']}, found ${shown(path, value)}`,
      );
    case 'too_small':
      return error('invalid-value', path, `needs ${issue.minimum} or more, found ${shown(path, value)}`);
    case 'too_big':
      return error('invalid-value', path, `needs ${issue.maximum} or less, found ${shown(path, value)}`);
    default:
      return error('invalid-value', path, issue.message);
  }
}

/** No form of several fits. The one in which only a part is wrong was meant, so that part is told. */
function unionProblem(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  value: unknown,
  root: unknown,
  written: Written,
): Problem {
  const [inner] =
    issue.errors.find((form) => form.length > 0 && form.every((one) => one.path.length > 0)) ?? [];
  if (inner) return typeProblem({ ...inner, path: [...issue.path, ...inner.path] }, root, written);
  const wanted = issue.message === 'Invalid input' ? 'a number or text' : issue.message;
  return wrongType(path, wanted, value, 'union');
}

function wrongType(path: Path, wanted: string, value: unknown, expected: string): Problem {
  const hint = typeHint(path, value, expected);
  const message = `needs ${wanted}, found ${found(path, value)}`;
  return error('wrong-type', path, message, hint === undefined ? {} : { hint });
}

/** YAML 1.1 has many words for a boolean, and a person who writes one of them as text does not know which. */
function takenForBoolean(path: Path, value: boolean, word: string): Problem {
  if (word === String(value)) return wrongType(path, 'text', value, 'string');
  const message = `needs text, found ${word}, which a cluster reads as ${value}`;
  return error('wrong-type', path, message, { hint: `in quotes it is text: "${word}"` });
}

function typeHint(path: Path, value: unknown, expected: string): string | undefined {
  const plain = typeof value === 'number' || typeof value === 'boolean';
  if (expected === 'string' && plain)
    return isPrivate(path) ? 'in quotes it is text' : `in quotes it is text: "${value}"`;
  if (typeof value !== 'string') return undefined;
  if (/^(int|number)$/.test(expected) && /^\d+$/.test(value))
    return `without quotes it is a number: ${value}`;
  if (expected === 'boolean' && /^(y|n|yes|no|on|off|true|false)$/i.test(value))
    return `without quotes: ${/^(y|yes|on|true)$/i.test(value)}`;
  if (expected === 'array')
    return `each word is an item: ${shortened(JSON.stringify(value.split(/\s+/).filter(Boolean)), 100)}`;
  return undefined;
}

function wrongValue(path: Path, values: readonly string[], value: unknown): Problem {
  const code = CODES[String(path.at(-1))] ?? 'invalid-value';
  const near = typeof value === 'string' ? nearest(value, values) : undefined;
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  if (values.length === 1) return error(code, path, `needs ${values[0]}, found ${shown(path, value)}`);
  const names = values.filter((name) => name !== '');
  const wanted =
    names.length > 12 ? `one of ${names.length} names, ${names[0]} to ${names.at(-1)}` : oneOf(names);
  return error(code, path, `needs ${wanted}, found ${shown(path, value)}${meant}`);
}

function oneOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function found(path: Path, value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return isPrivate(path) ? 'text' : `the text ${shown(path, value)}`;
  if (isPrivate(path)) return typeof value === 'number' ? 'a number' : 'true or false';
  return typeof value === 'number' ? `the number ${value}` : `${value}`;
}

function shown(path: Path, value: unknown): string {
  if (typeof value === 'object') return found(path, value);
  if (typeof value !== 'string') return isPrivate(path) ? 'another value' : JSON.stringify(value);
  if (isPrivate(path)) return 'another text';
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}

/** What may be a password is never repeated in a message. */
function isPrivate(path: Path): boolean {
  return path.at(-1) === 'value' || path[0] === 'data' || path[0] === 'stringData';
}
