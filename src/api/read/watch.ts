import type { ApiObject } from '../objects/api-object.ts';
import type { ApiRequest, StreamedResponse } from '../request.ts';
import { StatusError } from '../status.ts';
import type { Change } from '../store/change.ts';
import { storeKey } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';
import { tooLarge } from './list.ts';
import type { Target } from './path.ts';
import { checkListOptions, type ListOptions, listOptionsOf } from './query/list-options.ts';
import { selectionOf } from './query/selection.ts';
import { versionOf } from './query/values.ts';
import type { Shape } from './shape.ts';
import { watchTimers } from './watch-timers.ts';

/** A server ends a watch after half an hour to an hour; clients take it up again. */
const usualTimeoutMs = 30 * 60_000;
/** As a server's watch cache does it (apiserver: pkg/storage/cacher, bookmarkFrequency). */
const bookmarkEveryMs = 60_000;

interface Watching {
  readonly store: Store;
  readonly shape: Shape;
}

/**
 * The answer to a watch: a line of JSON for each change. It reads the history of the store as fast as the client reads, and so
 * needs no queue: a client that is too slow finds that its place is forgotten, and has to list again.
 *
 * @throws StatusError for a request that cannot be watched.
 */
export function answerWatch(
  target: Target,
  request: Pick<ApiRequest, 'query' | 'signal'>,
  { store, shape }: Watching,
): StreamedResponse {
  const options = listOptionsOf(request.query);
  const isSelected = selectionOf(target, request, () => checkListOptions(options));
  const start = startOf(target, options, store);
  const seconds = options.timeoutSeconds ?? 0;
  const watch: Watch = {
    ...{ store, shape, start, signal: request.signal },
    key: storeKey(target.resource),
    ...{ isSelected, wantsBookmarks: options.wantsBookmarks },
    timeoutMs: seconds > 0 ? Math.min(seconds * 1000, 2 ** 31 - 1) : usualTimeoutMs,
  };
  return { status: 200, headers: { 'content-type': shape.contentType }, stream: lines(watch) };
}

interface Watch extends Watching {
  readonly key: string;
  readonly start: Start;
  readonly isSelected: (object: ApiObject) => boolean;
  readonly wantsBookmarks: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Where a watch begins. `initial`: what is there comes first, as if it had just been made. */
interface Start {
  readonly version: number;
  readonly initial: readonly ApiObject[];
  /** A bookmark says when the initial objects are through (KEP-3157). */
  readonly tellsEnd: boolean;
}

function startOf({ resource }: Target, options: ListOptions, store: Store): Start {
  const wanted = versionOf(options.resourceVersion);
  if (wanted !== undefined && wanted > store.version()) throw tooLarge(wanted, store.version());
  const { sendsInitial } = options;
  if (!(sendsInitial ?? !wanted)) {
    const version = wanted || store.version();
    // It throws when the place is forgotten: then there is nothing to stream.
    store.since(storeKey(resource), version);
    return { version, initial: [], tellsEnd: false };
  }
  const { objects, version } = store.list(storeKey(resource));
  return { version, initial: objects, tellsEnd: sendsInitial === true && options.wantsBookmarks };
}

async function* lines(watch: Watch): AsyncGenerator<string> {
  const { store, key, shape, start } = watch;
  const timers = watchTimers(
    watch.signal,
    watch.timeoutMs,
    watch.wantsBookmarks ? bookmarkEveryMs : undefined,
  );
  try {
    let isFirst = true;
    const told = (type: string, object: ApiObject): string => {
      const line = `${JSON.stringify({ type, object: shape.one(object, isFirst) })}\n`;
      isFirst = false;
      return line;
    };
    for (const object of start.initial) if (watch.isSelected(object)) yield told('ADDED', object);
    let { version } = start;
    if (start.tellsEnd) yield bookmark(watch, version, { 'k8s.io/initial-events-end': 'true' });
    while (!timers.signal.aborted) {
      const changes = store.since(key, version);
      for (const change of changes) {
        const [type, object] = asSeen(change, watch.isSelected) ?? [];
        if (type && object) yield told(type, object);
        version = change.version;
      }
      if (changes.length > 0) continue;
      await store.changed(key, timers.pause());
      if (!timers.pause().aborted) continue;
      // The place is that of the whole store: nothing of this resource has happened since.
      if (watch.wantsBookmarks && !watch.signal.aborted && store.since(key, version).length === 0)
        yield bookmark(watch, store.version(), undefined);
      timers.rewind();
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    yield `${JSON.stringify({ type: 'ERROR', object: error.status })}\n`;
  } finally {
    timers.clear();
  }
}

/** What a change is to one who sees only the selected objects; undefined when it is nothing. */
function asSeen(
  { before, after, version }: Change,
  isSelected: (object: ApiObject) => boolean,
): readonly [type: 'ADDED' | 'MODIFIED' | 'DELETED', object: ApiObject] | undefined {
  const was = before !== undefined && isSelected(before);
  if (after && isSelected(after)) return [was ? 'MODIFIED' : 'ADDED', after];
  if (!was) return undefined;
  const metadata = { ...before.metadata, resourceVersion: String(version) };
  return ['DELETED', { ...before, metadata }];
}

function bookmark(
  { shape }: Watch,
  version: number,
  annotations: Readonly<Record<string, string>> | undefined,
): string {
  return `${JSON.stringify({ type: 'BOOKMARK', object: shape.bookmark(String(version), annotations) })}\n`;
}
