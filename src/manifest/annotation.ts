import type * as z from 'zod';
import { checkFields } from './check/fields.ts';
import { typeProblem } from './check/types.ts';
import { isMapping } from './documents.ts';
import { error, type Path, type Problem } from './problem.ts';
import { readEmbedded } from './yaml/embedded-data.ts';

/** What a mapping says, its problems with paths inside it. */
interface Checked<T> {
  readonly value: T | undefined;
  /** What can be read of it, where not all can. */
  readonly salvaged: object;
  readonly problems: readonly Problem[];
}

/** Reads the text of an annotation that holds a mapping in YAML. */
export function readMapping<T extends z.ZodObject>(schema: T, text: string): Checked<z.output<T>> {
  const read = readEmbedded(text);
  if ('value' in read && isMapping(read.value)) return checkMapping(schema, read.value);
  return {
    value: undefined,
    salvaged: {},
    problems: [error('invalid-value', [], notAMapping(read))],
  };
}

export function checkMapping<T extends z.ZodObject>(schema: T, data: object): Checked<z.output<T>> {
  const fields = checkFields(schema, data);
  const parsed = schema.safeParse(fields.value);
  const types = parsed.success ? [] : parsed.error.issues.map((issue) => typeProblem(issue, fields.value));
  return {
    value: parsed.data,
    salvaged: fields.value as object,
    problems: [...fields.problems, ...types],
  };
}

export function under(path: Path, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

function notAMapping(read: ReturnType<typeof readEmbedded>): string {
  return 'problem' in read ? `needs a mapping in YAML: ${read.problem}` : 'needs a mapping in YAML';
}
