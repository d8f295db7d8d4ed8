import type { DependencyCondition, PodDependency } from '../pod/dependency.ts';
import { nearest } from './nearest.ts';
import { onceForEach } from './once-for-each.ts';
import { error, type Path, type Problem } from './problem.ts';
import { nameOf, type PodSource, type Sources } from './sources.ts';

export const WAIT_FOR = 'outrider.dev/wait-for';
export const WAIT_FOR_PATH: Path = ['metadata', 'annotations', WAIT_FOR];

/** An entry of the annotation as it is written; `pod` may be the name of a workload. */
export interface WaitEntry extends PodDependency {
  readonly text: string;
}

/** `POD[/CONTAINER][:CONDITION][:optional][:restart]`, with commas between. */
export function readWaitFor({ metadata }: PodSource): WaitFor {
  return metadata.annotations ? readFrom(metadata.annotations) : { entries: [], problems: [] };
}

interface WaitFor {
  readonly entries: readonly WaitEntry[];
  readonly problems: readonly Problem[];
}

const readFrom = onceForEach((annotations: Readonly<Record<string, string>>): WaitFor => {
  const text = annotations[WAIT_FOR];
  const read = (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map(readEntry);
  const empty = text !== undefined && read.length === 0 ? [problem('needs the name of a pod')] : [];
  return {
    entries: read.filter((one): one is WaitEntry => 'text' in one),
    problems: [...empty, ...read.filter((one): one is Problem => !('text' in one))],
  };
});

const CONDITIONS: readonly DependencyCondition[] = ['started', 'ready', 'healthy', 'completed'];
const OPTIONS = ['optional', 'restart'];

function readEntry(text: string): WaitEntry | Problem {
  const [target = '', ...words] = text.split(':').map((part) => part.trim());
  const [pod = '', container, ...rest] = target.split('/');
  if (pod === '' || container === '' || rest.length > 0)
    return problem(`needs POD or POD/CONTAINER before the first colon, found ${text}`);
  const known: readonly string[] = [...CONDITIONS, ...OPTIONS];
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    const meant = near === undefined ? `it is one of ${known.join(', ')}` : `did you mean ${near}?`;
    return problem(`no condition ${unknown} in ${text}; ${meant}`);
  }
  const conditions = words.filter((word) => !OPTIONS.includes(word));
  if (conditions.length > 1) return problem(`has two conditions in ${text}: ${conditions.join(', ')}`);
  return {
    text,
    pod,
    ...(container !== undefined && { container }),
    until: (conditions[0] ?? 'ready') as DependencyCondition,
    ...(words.includes('optional') && { optional: true }),
    ...(words.includes('restart') && { restart: true }),
  };
}

function problem(message: string): Problem {
  return error('wait-for', WAIT_FOR_PATH, message);
}

/** The pods of that name: one, or every pod of a workload. */
export function podsNamed(name: string, { pods }: Pick<Sources, 'pods'>): readonly PodSource[] {
  const { byName, byOwner } = namesOf(pods);
  return byName.get(name) ?? byOwner.get(name) ?? [];
}

type ByName = ReadonlyMap<string, readonly PodSource[]>;

const namesOf = onceForEach(
  (pods: Sources['pods']): { readonly byName: ByName; readonly byOwner: ByName } => ({
    byName: grouped(pods, ({ name }) => name),
    byOwner: grouped(pods, ownerOf),
  }),
);

function grouped(pods: readonly PodSource[], keyOf: (pod: PodSource) => string): ByName {
  const groups = new Map<string, PodSource[]>();
  for (const pod of pods) {
    const group = groups.get(keyOf(pod));
    if (group) group.push(pod);
    else groups.set(keyOf(pod), [pod]);
  }
  return groups;
}

/** The name of the workload that a pod belongs to, or the pod's own. */
export function ownerOf({ kind, name, document }: PodSource): string {
  if (kind === 'Pod') return name;
  const { metadata } = document.value as { readonly metadata?: Parameters<typeof nameOf>[0] };
  return nameOf(metadata ?? {});
}

/** What the annotation asks for, each pod of a workload by itself. */
export function waitForOf(pod: PodSource, sources: Pick<Sources, 'pods'>): readonly PodDependency[] {
  return readWaitFor(pod).entries.flatMap(({ text: _, ...entry }) =>
    podsNamed(entry.pod, sources).map(({ name }) => ({ ...entry, pod: name })),
  );
}
