import type * as z from 'zod';
import { type Path, valueAt } from '../problem.ts';

type Issue = z.core.$ZodIssue;

/**
 * The value with every misfit mended or taken out, so that the rules can go on and find the other problems; undefined
 * when too little is left. What comes out is never run.
 */
export function salvage(value: unknown, issues: readonly Issue[]): unknown {
  const mended = structuredClone(value);
  for (const issue of issues) {
    if (!isHarmless(issue) && !mend(mended, issue)) return undefined;
  }
  return mended;
}

/** The type is right, so the rules can look at it; only numbers that are too big could do harm. */
function isHarmless(issue: Issue): boolean {
  return issue.code === 'custom' || issue.code === 'too_small';
}

/** Without them there is no pod to look at. */
const NEEDED: ReadonlySet<string | number> = new Set(['spec', 'template', 'jobTemplate']);

function mend(root: unknown, issue: Issue): boolean {
  const path = issue.path as Path;
  const parent = valueAt(root, path.slice(0, -1)) as Record<string | number, unknown>;
  const key = path.at(-1)!;
  const found = parent[key];
  const isText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (isText && /number|boolean/.test(typeof found)) parent[key] = String(found);
  else if (issue.code === 'too_big') parent[key] = Number(issue.maximum);
  // An item of a list cannot be taken out: the places of those after it would be wrong.
  else if (Array.isArray(parent) || (found !== undefined && NEEDED.has(key))) return false;
  else return fill(parent, key, issue);
  return true;
}

/** Something harmless in its place; problems of the same place are not reported twice. */
function fill(parent: Record<string | number, unknown>, key: string | number, issue: Issue): boolean {
  const optional = parent[key] !== undefined;
  if (issue.code === 'invalid_union') parent[key] = '';
  else if (issue.code === 'invalid_value') parent[key] = issue.values[0];
  else if (issue.code !== 'invalid_type') return false;
  else if (issue.expected === 'string') parent[key] = '';
  else if (issue.expected === 'int' || issue.expected === 'number') parent[key] = 1;
  else if (issue.expected === 'array') parent[key] = [];
  else if (key === 'metadata') parent[key] = {};
  else if (optional) delete parent[key];
  else return false;
  return true;
}
