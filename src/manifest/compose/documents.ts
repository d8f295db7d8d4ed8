import { Document, isMap, isNode, isSeq, type Scalar } from 'yaml';
import { checkFields } from '../check/fields.ts';
import { typeProblem } from '../check/types.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isMapping, type SourceDocument } from '../documents.ts';
import { locate } from '../locate.ts';
import { offsetOf, placeOf } from '../positions.ts';
import { error, type Path, type Problem, warning } from '../problem.ts';
import { groupServices } from './groups.ts';
import { interpolate } from './interpolate.ts';
import { originOf, type Part } from './part.ts';
import { podOf } from './pod.ts';
import { type ComposeFile, composeFile, refused, refusedInFile, service } from './schema.ts';
import type { ComposeSurroundings } from './surroundings.ts';

interface Converted {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether a document is a Compose file rather than a manifest. */
export function isCompose(value: unknown): boolean {
  return isMapping(value) && isMapping(value['services']) && !('kind' in value) && !('apiVersion' in value);
}

/**
 * A Compose file as manifests of kind Pod, which the rest of the reader takes like any other; their places are those of
 * the Compose file. With an error in it there are none.
 */
export function composeDocuments(document: SourceDocument, around: ComposeSurroundings): Converted {
  const { value, problems } = checked(document.value, around);
  const grouped = value ? groupServices(value.services ?? {}) : { groups: [], problems: [] };
  const pods = grouped.groups.map((group) => podOf(group, value!, around));
  const all = [...problems, ...grouped.problems, ...pods.flatMap((pod) => pod.problems)];
  const diagnostics = all.map(locate(document));
  if (all.some(({ severity }) => severity === 'error')) return { documents: [], diagnostics };
  return { documents: pods.map((pod) => asDocument(pod, document)), diagnostics };
}

/** The file with its variables put in and its fields and types checked; services with a profile are left out. */
function checked(
  given: unknown,
  { variables }: ComposeSurroundings,
): { readonly value: ComposeFile | undefined; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const texts = interpolated(given, variables, [], problems);
  const whole = without(refusedInFile, texts, [], problems) as Record<string, unknown>;
  const top = checkFields(composeFile, whole);
  problems.push(...top.problems);
  const services: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(whole['services'] as Record<string, unknown>)) {
    const at = ['services', name];
    const profiles = isMapping(one) ? one['profiles'] : undefined;
    if (Array.isArray(profiles) && profiles.length > 0) {
      problems.push(warning('compose', [...at, 'profiles'], `left out: ${name}`, { on: 'key', bare: true }));
      continue;
    }
    const fields = checkFields(service, without(refused, one, at, problems), at);
    problems.push(...fields.problems);
    services[name] = fields.value;
  }
  const value = { ...(top.value as object), services };
  const parsed = composeFile.safeParse(value);
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => typeProblem(issue, value)));
  return { value: parsed.data, problems };
}

function without(
  refused: Readonly<Record<string, string>>,
  one: unknown,
  at: Path,
  problems: Problem[],
): unknown {
  if (!isMapping(one)) return one ?? {};
  const kept = Object.entries(one).filter(([key, value]) => {
    if (!Object.hasOwn(refused, key) || value === null) return !Object.hasOwn(refused, key);
    problems.push(error('compose', [...at, key], `${key} ${refused[key]}`, { on: 'key', bare: true }));
    return false;
  });
  return Object.fromEntries(kept);
}

/** Every text of the file; keys are not touched, as in Compose. */
function interpolated(
  value: unknown,
  variables: ComposeSurroundings['variables'],
  path: Path,
  problems: Problem[],
): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => interpolated(item, variables, [...path, index], problems));
  if (isMapping(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        interpolated(item, variables, [...path, key], problems),
      ]),
    );
  if (typeof value !== 'string') return value;
  const { text, missing, problem } = interpolate(value, variables);
  if (problem !== undefined) problems.push(error('compose', path, problem, { bare: true }));
  for (const name of missing)
    problems.push(warning('compose', path, `${name} is not set; it is empty here`, { bare: true }));
  return text;
}

/** Its nodes have their places in the Compose file, so that whatever is found in them later is told there. */
function asDocument({ value, origins }: Part, from: SourceDocument): SourceDocument {
  const document = new Document(value) as Document.Parsed;
  const offset = (path: Path, on: 'key' | 'value') => offsetOf(from.yaml, originOf(origins, path), on);
  placeNodes(document.contents, [], offset);
  const yaml = { ...from.yaml, document };
  const place: SourceDocument['place'] = (path, on = 'value') => placeOf(yaml, path, on);
  return { file: from.file, value, place, yaml, base: [] };
}

function placeNodes(node: unknown, path: Path, offset: (path: Path, on: 'key' | 'value') => number): void {
  if (!isNode(node)) return;
  const at = offset(path, 'value');
  node.range = [at, at, at];
  if (isSeq(node))
    for (const [index, item] of node.items.entries()) placeNodes(item, [...path, index], offset);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    const inner = [...path, String((key as Scalar).value)];
    const keyAt = offset(inner, 'key');
    if (isNode(key)) key.range = [keyAt, keyAt, keyAt];
    placeNodes(value, inner, offset);
  }
}
