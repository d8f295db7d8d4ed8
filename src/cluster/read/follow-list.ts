import { ClusterError } from '../transport/cluster-error.ts';

/** A change of one object of a list; `GONE` also for what was missed while nobody watched. */
export type ListChange<T> =
  | { readonly is: 'there'; readonly object: T }
  | { readonly is: 'gone'; readonly uid: string; readonly object: T }
  /** The list has been read once as a whole. */
  | { readonly is: 'read' }
  /** The cluster does not answer, and is asked again. */
  | { readonly is: 'lost'; readonly error: ClusterError }
  | { readonly is: 'back' };

interface Listed<T> {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly T[];
}

interface Watched<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T & { readonly code?: number };
}

interface Identified {
  readonly metadata: { readonly uid: string; readonly resourceVersion?: string };
}

/** What following needs of a cluster. */
export interface ListSource {
  get<T>(path: string, signal: AbortSignal): Promise<T>;
  lines(path: string, signal: AbortSignal): AsyncIterable<string>;
}

/**
 * Follows a list from its present state on, over lost connections and expired versions (410), until the signal aborts: list →
 * watch from its version → the watch ends → watch again from the last version → 410, or no answer → list again, and tell what is gone.
 *
 * @param path of the list, with its selectors as query and no other.
 * @param pause waits before a watch is taken up again, the longer the more tries have failed; it settles early when the signal aborts.
 * @throws ClusterError when the first list fails, and when the rights are taken away later.
 */
export async function* followList<T extends Identified>(
  source: ListSource,
  path: string,
  signal: AbortSignal,
  pause: (tries: number) => Promise<void>,
): AsyncGenerator<ListChange<T>> {
  const known = new Map<string, T>();
  const join = path.includes('?') ? '&' : '?';
  let version: string | undefined;
  let tries = 0;
  let isFirst = true;
  while (!signal.aborted) {
    try {
      if (version === undefined) {
        const list = await source.get<Listed<T>>(path, signal);
        yield* differences(known, list.items);
        version = list.metadata.resourceVersion;
        if (isFirst) yield { is: 'read' };
        isFirst = false;
      }
      if (tries > 0) yield { is: 'back' };
      tries = 0;
      const watch = `${path}${join}watch=1&allowWatchBookmarks=true&resourceVersion=${version}`;
      for await (const line of source.lines(watch, signal)) {
        const watched = parsed<T>(line);
        if (!watched) break;
        const { type, object } = watched;
        if (type === 'ERROR') {
          version = undefined;
          break;
        }
        version = object.metadata.resourceVersion ?? version;
        if (type === 'BOOKMARK') continue;
        yield changeOf(known, type, object);
      }
      await pause(0);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ClusterError)) throw error;
      // A list that answers shows that the cluster is back; a watch is silent while nothing happens.
      version = undefined;
      if (error.code === 'gone') {
        await pause(0);
        continue;
      }
      if (isFirst || error.code !== 'unreachable') throw error;
      if (tries === 0) yield { is: 'lost', error };
      tries += 1;
      await pause(tries);
    }
  }
}

/** Undefined when the connection broke in the middle of the line. */
function parsed<T>(line: string): Watched<T> | undefined {
  try {
    return JSON.parse(line) as Watched<T>;
  } catch {
    return undefined;
  }
}

function changeOf<T extends Identified>(
  known: Map<string, T>,
  type: Watched<T>['type'],
  object: T,
): ListChange<T> {
  const { uid } = object.metadata;
  if (type === 'DELETED') {
    known.delete(uid);
    return { is: 'gone', uid, object };
  }
  known.set(uid, object);
  return { is: 'there', object };
}

function differences<T extends Identified>(
  known: Map<string, T>,
  items: readonly T[],
): readonly ListChange<T>[] {
  const there = new Set(items.map(({ metadata }) => metadata.uid));
  const gone = [...known].filter(([uid]) => !there.has(uid));
  for (const [uid] of gone) known.delete(uid);
  for (const item of items) known.set(item.metadata.uid, item);
  return [
    ...gone.map(([uid, object]): ListChange<T> => ({ is: 'gone', uid, object })),
    ...items.map((object): ListChange<T> => ({ is: 'there', object })),
  ];
}
