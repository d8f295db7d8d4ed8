import { isMapping } from '../documents.ts';
import type { ParameterValue, ParameterValues } from './model.ts';

/** `${name}`; `$${` is a plain `${`, for programs that have placeholders of their own. */
const PLACEHOLDER = /\$(\$\{)|\$\{([^}]*)\}/g;

/** Every placeholder in a text filled in; a list with commas between its items. */
export function substituteText(text: string, scope: ParameterValues): string {
  return text.replace(PLACEHOLDER, (whole, escaped: string | undefined, name: string) =>
    escaped !== undefined ? '${' : Object.hasOwn(scope, name) ? String(scope[name]) : whole,
  );
}

/** Every text in a value filled in; one that is nothing but a placeholder takes the parameter's own type. */
export function substitute(value: unknown, scope: ParameterValues): unknown {
  if (typeof value === 'string') return whole(value, scope) ?? substituteText(value, scope);
  if (Array.isArray(value)) return value.map((item) => substitute(item, scope));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, scope)]));
}

function whole(text: string, scope: ParameterValues): ParameterValue | undefined {
  const name = /^\$\{([^}]*)\}$/.exec(text)?.[1];
  return name !== undefined && Object.hasOwn(scope, name) ? scope[name] : undefined;
}

/** The names in the placeholders of a value, each once. */
export function placeholdersOf(value: unknown): readonly string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  const names = [...text.matchAll(PLACEHOLDER)].flatMap(([, escaped, name]) =>
    escaped === undefined ? [name!] : [],
  );
  return [...new Set(names)];
}
