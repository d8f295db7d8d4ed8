import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { SidecarInput } from './extension.ts';
import type { Group } from './groups.ts';
import type { ComposeFile } from './schema.ts';

/** Where something stands in a file; lines and columns count from 1. */
export type Place = Pick<Diagnostic, 'file' | 'line' | 'column'>;

/** A recipe that `x-outrider: {sidecars: …}` asks for. */
export interface RecipeWish {
  /** The recipe's name, or the path of its folder. */
  readonly name: string;
  /** Values as they would stand on a command line. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The pods that it is added to. */
  readonly pods: readonly string[];
  /** Where it stands in its file. */
  readonly place: Place;
  /** Where each of its parameters stands. */
  readonly parameterPlaces: Readonly<Record<string, Place>>;
}

/** The pods of a group of services, by the name of its owner. */
type PodNames = ReadonlyMap<string, readonly string[]>;

interface Wish extends Pick<RecipeWish, 'name' | 'parameters' | 'pods'> {
  readonly path: Path;
}

type Locate = (problem: Problem) => Diagnostic;

/** The recipes that a file and its services ask for, those of the file first. */
export function wishesOf(
  file: ComposeFile,
  groups: readonly Group[],
  podNames: PodNames,
  locate: Locate,
): { readonly wishes: readonly RecipeWish[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const own = groups.flatMap(({ owner, members }) =>
    members.flatMap(({ name, service }) =>
      entriesOf(service['x-outrider']?.sidecars, ['services', name, 'x-outrider', 'sidecars'], problems).map(
        (entry) => ofPod(entry, podNames.get(owner) ?? [], problems),
      ),
    ),
  );
  const everywhere = entriesOf(file['x-outrider']?.sidecars, ['x-outrider', 'sidecars'], problems).map(
    (entry) => ofFile(entry, groups, podNames, own, problems),
  );
  const wishes = together([...everywhere, ...own]).filter(({ pods }) => pods.length > 0);
  return { wishes: wishes.map((wish) => placed(wish, locate)), problems };
}

interface Entry {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly path: Path;
}

function entriesOf(
  sidecars: readonly SidecarInput[] | undefined,
  at: Path,
  problems: Problem[],
): readonly Entry[] {
  return (sidecars ?? []).flatMap((given, index) => {
    const path = [...at, index];
    if (typeof given === 'string') return [{ name: given, parameters: {}, path }];
    const names = Object.keys(given);
    if (names.length !== 1) {
      const message = `needs one recipe, found ${names.join(', ') || 'none'}: each is an item of its own`;
      problems.push(error('compose', path, message));
      return [];
    }
    const name = names[0]!;
    const values = Object.entries(given[name] ?? {}).map(([key, value]) => [key, String(value)]);
    return [{ name, parameters: Object.fromEntries(values), path: [...path, name] }];
  });
}

/** An entry of a service; its pod is known. */
function ofPod(entry: Entry, pods: readonly string[], problems: Problem[]): Wish {
  if ('pods' in entry.parameters) {
    const message = 'the pod is that of the service; several are named at the top of the file';
    problems.push(error('compose', [...entry.path, 'pods'], message, { on: 'key' }));
  }
  return { ...entry, pods };
}

/** An entry at the top: for all pods, or those with the services that it names, but not for one that has its own. */
function ofFile(
  { name, parameters: { pods: named, ...parameters }, path }: Entry,
  groups: readonly Group[],
  podNames: PodNames,
  own: readonly Wish[],
  problems: Problem[],
): Wish {
  const wanted = named?.split(',').map((one) => one.trim());
  const services = groups.flatMap(({ members }) => members.map((member) => member.name));
  for (const one of wanted ?? []) {
    if (services.includes(one)) continue;
    const near = nearest(one, services);
    const meant = near === undefined ? '' : `; did you mean ${near}?`;
    problems.push(error('missing-reference', [...path, 'pods'], `there is no service ${one}${meant}`));
  }
  const meant = groups.filter(
    ({ members }) => wanted === undefined || members.some((member) => wanted.includes(member.name)),
  );
  const taken = own.filter((one) => one.name === name).flatMap(({ pods }) => pods);
  const pods = meant.flatMap(({ owner }) => podNames.get(owner) ?? []);
  return { name, parameters, path, pods: pods.filter((pod) => !taken.includes(pod)) };
}

/** The same recipe with the same values is one wish for several pods. */
function together(wishes: readonly Wish[]): readonly Wish[] {
  const known = new Map<string, Wish>();
  for (const wish of wishes) {
    const key = JSON.stringify([wish.name, Object.entries(wish.parameters).sort()]);
    const same = known.get(key);
    known.set(key, same ? { ...same, pods: [...new Set([...same.pods, ...wish.pods])] } : wish);
  }
  return [...known.values()];
}

function placed({ path, ...wish }: Wish, locate: Locate): RecipeWish {
  const at = (where: Path): Place => {
    const { file, line, column } = locate(error('recipe', where, '', { on: 'key' }));
    return { file, line, column };
  };
  const places = Object.keys(wish.parameters).map((name) => [name, at([...path, name])]);
  return { ...wish, place: at(path), parameterPlaces: Object.fromEntries(places) };
}
