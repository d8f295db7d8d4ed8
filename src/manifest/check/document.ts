import type { SourceDocument } from '../documents.ts';
import { writtenAt } from '../positions.ts';
import type { Problem } from '../problem.ts';
import { type Kind, kinds, type ObjectOf } from '../schema/kinds.ts';
import { checkFields } from './fields.ts';
import { salvage } from './salvage.ts';
import { tooLarge } from './size.ts';
import { typeProblem, type Written } from './types.ts';

export interface Checked<K extends Kind> {
  /** Undefined when so much is wrong that the rules would have nothing to look at. */
  readonly value: ObjectOf<K> | undefined;
  readonly problems: readonly Problem[];
}

/** One document against the schema of its kind: unknown and ignored fields, types, single values. */
export function checkDocument<K extends Kind>(kind: K, document: SourceDocument): Checked<K> {
  const large = tooLarge(document.value);
  if (large) return { value: undefined, problems: [large] };
  const schema = kinds[kind];
  const fields = checkFields(schema, document.value, [], 'absent');
  const parsed = schema.safeParse(fields.value);
  if (parsed.success) return { value: parsed.data as ObjectOf<K>, problems: fields.problems };
  const { issues } = parsed.error;
  const written: Written = (path) => writtenAt(document.yaml, [...document.base, ...path]);
  return {
    value: salvage(fields.value, issues) as ObjectOf<K> | undefined,
    problems: [...fields.problems, ...issues.map((issue) => typeProblem(issue, fields.value, written))],
  };
}
