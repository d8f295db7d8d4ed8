import { checkFields } from '../check/fields.ts';
import { MOST_VALUES_IN_ALL, tooLarge } from '../check/size.ts';
import { typeProblem } from '../check/types.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isMapping, type SourceDocument } from '../documents.ts';
import { locate } from '../locate.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { YamlSource } from '../source.ts';
import { withBuildDefaults } from './build-defaults.ts';
import { dataOf } from './data.ts';
import { groupServices } from './groups.ts';
import { withJoinedServices } from './joined-services.ts';
import { tooManyPods } from './limits.ts';
import type { LoadedFile } from './load/context.ts';
import { type LoadedProject, loadProject } from './load/project.ts';
import type { Part } from './part.ts';
import { asDocument } from './placed-document.ts';
import { podsOf } from './pod.ts';
import { withPreStart } from './pre-start.ts';
import { type ComposeFile, composeFile, inert, refused, service } from './schema.ts';
import type { ComposeSurroundings } from './surroundings.ts';
import { plain } from './tree/plain.ts';
import { type RecipeWish, wishesOf } from './wishes.ts';

interface Converted {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
  /** The recipes that `x-outrider` asks for. */
  readonly wishes: readonly RecipeWish[];
}

const SECTIONS = ['services', 'include', 'networks', 'volumes', 'configs', 'secrets', 'models'];

/** Whether a document is a Compose file, or one that goes over another, rather than a manifest. */
export function isCompose(value: unknown): boolean {
  return (
    isMapping(value) && !('kind' in value) && !('apiVersion' in value) && SECTIONS.some((key) => key in value)
  );
}

/**
 * Compose files as manifests of kind Pod, which the rest of the reader takes like any other; their places are those of
 * the Compose files. With an error in one there are none.
 */
export function composeDocuments(files: readonly LoadedFile[], around: ComposeSurroundings): Converted {
  const project = loadProject(files, around);
  if (project.diagnostics.some(isError)) return nothing(project.diagnostics);
  const whole = plain(project.model);
  const source = sourceOf(project);
  const root: Part = { value: whole, origins: [], problems: [] };
  const located = locate(asDocument(root, files[0]!.file, source, project.model, (path) => path));
  const large = tooLarge(whole, MOST_VALUES_IN_ALL) ?? tooManyPods(whole);
  if (large) return nothing([...project.diagnostics, located(large)]);
  const { variables } = project;
  const defaults = { name: variables['COMPOSE_PROJECT_NAME'] ?? '', folder: around.folder, variables };
  const { value, problems } = checked(withJoinedServices(withPreStart(withBuildDefaults(whole, defaults))));
  const grouped = value
    ? groupServices(value.services ?? {}, project.disabled)
    : { groups: [], problems: [] };
  const made = grouped.groups.map((group) => ({ group, pods: podsOf(group, grouped.groups, value!) }));
  const pods = made.flatMap(({ group, pods: some }) => [...some, ...dataOf(group, value!)]);
  const names = new Map(made.map(({ group, pods: some }) => [group.owner, some.map(nameOf)]));
  const wished = value ? wishesOf(value, grouped.groups, names, located) : { wishes: [], problems: [] };
  const none = value && grouped.groups.length + grouped.problems.length === 0 ? [noService(project)] : [];
  const all = [
    ...problems,
    ...none,
    ...grouped.problems,
    ...wished.problems,
    ...pods.flatMap((pod) => pod.problems),
  ];
  const diagnostics = [...project.diagnostics, ...all.map(located)];
  if (diagnostics.some(isError)) return nothing(diagnostics);
  return {
    documents: pods.map((pod) => asDocument(pod, files[0]!.file, source, project.model)),
    diagnostics,
    wishes: wished.wishes,
  };
}

function noService({ disabled }: LoadedProject): Problem {
  const profiles = [...new Set([...disabled.values()].flat())].toSorted();
  const message =
    profiles.length === 0
      ? 'there is no service in it'
      : `every service has a profile, and none is asked for: --profile ${profiles.join(' or ')}`;
  return error('no-pod', ['services'], message, { on: 'key', bare: true });
}

function nothing(diagnostics: readonly Diagnostic[]): Converted {
  return { documents: [], diagnostics, wishes: [] };
}

function nameOf({ value }: Part): string {
  return (value as { readonly metadata: { readonly name: string } }).metadata.name;
}

function isError({ severity }: { readonly severity: string }): boolean {
  return severity === 'error';
}

function sourceOf({ texts }: LoadedProject): Omit<YamlSource, 'document'> {
  return { text: texts.text(), lines: texts.lines(), pieces: texts.pieces() };
}

/** The model with its fields and types checked. */
function checked(model: unknown): {
  readonly value: ComposeFile | undefined;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const whole = (isMapping(model) ? model : {}) as Record<string, unknown>;
  const services: Record<string, unknown> = {};
  const given = whole['services'];
  for (const [name, one] of Object.entries(isMapping(given) ? given : {})) {
    const at = ['services', name];
    const fields = checkFields(service, without(refused, one, at, problems), at);
    problems.push(...fields.problems);
    services[name] = fields.value;
  }
  const top = checkFields(composeFile, { ...whole, services: isMapping(given) ? {} : given });
  problems.push(...top.problems);
  const value = { ...(top.value as object), ...(isMapping(given) && { services }) };
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
    if (inert[key]?.includes(value)) return false;
    problems.push(error('compose', [...at, key], `${key} ${refused[key]}`, { on: 'key', bare: true }));
    return false;
  });
  return Object.fromEntries(kept);
}
