import { Environment } from '@marcbachmann/cel-js';
import { isMapping } from '../documents.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { OpenApiSchema } from './definition.ts';

type Evaluate = (variables: { readonly self: unknown }) => unknown;

const environment = new Environment({ unlistedVariablesAreDyn: true });
const parsed = new Map<string, Evaluate>();

/**
 * What is wrong with a value by the rules in CEL of its schema (`x-kubernetes-validations`). Rules about a change of the value are for
 * servers, which know the old one.
 */
export function expressionProblems(schema: OpenApiSchema, value: unknown, path: Path): readonly Problem[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  return rules
    .filter(({ rule }) => !/\boldSelf\b/.test(rule) && !holds(rule, value))
    .map(({ rule, message }) => error('invalid-value', path, message ?? `failed rule: ${rule}`));
}

function holds(rule: string, value: unknown): boolean {
  const evaluate = parsed.get(rule) ?? (environment.parse(rule) as Evaluate);
  parsed.set(rule, evaluate);
  try {
    return evaluate({ self: rule.includes('__namespace__') ? escaped(value) : value }) !== false;
  } catch (failure) {
    // Functions that Kubernetes adds to CEL, such as `isURL`, are not known here, nor is `has` behind an index.
    return /no matching overload|has\(\) invalid argument/.test((failure as Error).message);
  }
}

/** Fields that are words of CEL have other names in rules (apiextensions-apiserver, `Escape`); `namespace` is the one in use. */
function escaped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(escaped);
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key === 'namespace' ? '__namespace__' : key,
    escaped(item),
  ]);
  return Object.fromEntries(entries);
}
