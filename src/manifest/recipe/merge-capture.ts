import { type Document, stringify, type YAMLMap } from 'yaml';
import { CAPTURE_PATH, ISTIO, listOf } from '../capture-source.ts';
import { isMapping } from '../documents.ts';
import { error, type Path, type Problem, warning } from '../problem.ts';
import { readEmbedded } from '../yaml/embedded-data.ts';
import { childMap, placeLike } from './pod-nodes.ts';
import { placeholdersOf } from './substitute.ts';

const CAPTURE = String(CAPTURE_PATH.at(-1));

type Options = Readonly<Record<string, unknown>>;

/** A recipe's capture options, with placeholders filled in and as they stand in `recipe.yaml`. */
interface RecipeCapture {
  readonly recipe: string;
  readonly options: Options;
  readonly template: Options;
}

/** Lists of what is left alone: those of a pod and of a recipe hold together. */
const EXCEPTIONS: readonly string[] = [
  'excludeInboundPorts',
  'excludeOutboundPorts',
  'excludeOutboundIPRanges',
  'excludeInterfaces',
  'excludeOutboundOwnerGroups',
  'bypassUids',
];

/** An option that the pod gives itself, and the annotation in which it stands. */
interface Own {
  readonly value: unknown;
  readonly path: Path;
}

/**
 * Adds a recipe's capture options to the pod's annotation. Exceptions are joined with those of the pod, in its own
 * annotation or in Istio's. Of everything else the pod's own word counts, and a warning names both places where the
 * recipe says something different. Only one proxy can take the traffic.
 */
export function mergeCapture(document: Document, pod: YAMLMap, capture: RecipeCapture): readonly Problem[] {
  const { recipe, options } = capture;
  const annotations = childMap(pod, 'metadata') && childMap(childMap(pod, 'metadata')!, 'annotations');
  // Something else stands there, which the check of the types will say.
  if (!annotations) return [];
  const own = parseOptions(annotations.get(CAPTURE));
  if (own === undefined) return [];
  const [mine, theirs] = [own['proxy'], options['proxy']];
  if (mine !== undefined && mine !== theirs) {
    const message = `the pod gives its traffic to ${mine} already, so recipe ${recipe} cannot take it`;
    const hint = 'one proxy a pod: take the annotation away, or leave the recipe out';
    return [error('recipe', CAPTURE_PATH, message, { hint, bare: true })];
  }
  const given = ownOptions(own, annotations);
  const text = stringify({ ...added(options, given), ...own, ...joined(options, given) }, flow).trim();
  annotations.set(CAPTURE, placeLike(document.createNode(text), annotations));
  return contradictions(capture, given);
}

const flow = { collectionStyle: 'flow', lineWidth: 0 } as const;

/** Undefined when it cannot be read. */
function parseOptions(text: unknown): Record<string, unknown> | undefined {
  if (text === undefined) return {};
  const read = readEmbedded(String(text));
  return 'value' in read && isMapping(read.value) ? read.value : undefined;
}

/** What the pod says in either annotation; its own counts before Istio's, as it does without a recipe. */
function ownOptions(own: Options, annotations: YAMLMap): ReadonlyMap<string, Own> {
  const given = new Map<string, Own>();
  for (const [name, option] of Object.entries(ISTIO)) {
    const value = annotations.get(name);
    if (value !== undefined) given.set(option, { value, path: ['metadata', 'annotations', name] });
  }
  for (const [option, value] of Object.entries(own)) given.set(option, { value, path: CAPTURE_PATH });
  return given;
}

/** Options of the recipe of which the pod says nothing. */
function added(options: Options, given: ReadonlyMap<string, Own>): Options {
  return Object.fromEntries(Object.entries(options).filter(([option]) => !given.has(option)));
}

/** Exceptions that both give. Istio's own annotation counts alone where the recipe adds nothing to it. */
function joined(options: Options, given: ReadonlyMap<string, Own>): Options {
  const both = Object.entries(options).filter(([option]) => EXCEPTIONS.includes(option) && given.has(option));
  return Object.fromEntries(
    both.flatMap(([option, value]) => {
      const { value: mine, path } = given.get(option)!;
      const [known, more] = [listOf(option, mine, path !== CAPTURE_PATH), listOf(option, value)];
      const fresh = more.filter((item) => !known.map(String).includes(String(item)));
      return fresh.length === 0 ? [] : [[option, [...known, ...fresh]]];
    }),
  );
}

function contradictions(capture: RecipeCapture, given: ReadonlyMap<string, Own>): readonly Problem[] {
  return Object.entries(capture.options).flatMap(([option, theirs]) => {
    const mine = given.get(option);
    if (!mine || EXCEPTIONS.includes(option) || spelled(option, mine.value) === spelled(option, theirs))
      return [];
    const message = `${option} is ${show(option, mine.value)} here and ${show(option, theirs)} in ${placeIn(capture, option)}; what stands here counts`;
    const hint = 'leave the option out here, or leave the recipe out';
    return [warning('recipe', mine.path, message, { hint, bare: true })];
  });
}

function placeIn({ recipe, template }: RecipeCapture, option: string): string {
  const names = placeholdersOf(template[option]);
  const from = names.length === 0 ? '' : `, from ${names.join(' and ')}`;
  return `recipe ${recipe} (capture.${option}${from})`;
}

/** One spelling for `8080, 9090`, `[8080, 9090]` and any other order of them. */
function spelled(option: string, value: unknown): string {
  return listOf(option, value).map(String).sort().join();
}

function show(option: string, value: unknown): string {
  const items = listOf(option, value).map(String);
  return items.length === 0 ? 'empty' : items.join(', ');
}
