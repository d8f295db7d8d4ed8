import { statusesOf } from './containers.ts';
import type { LogPlace } from './follow-logs.ts';
import type { PodObject } from './objects.ts';

/** An instance of a container whose log the node may still have. */
export interface LoggedInstance {
  readonly container: string;
  readonly attempt: number;
  /** The one before the newest. */
  readonly previous: boolean;
}

/** The newest instance of each container; with `previous` the one before it, where there was one. */
export function instancesWithLogs(
  pod: PodObject,
  { previous }: { readonly previous: boolean },
): readonly LoggedInstance[] {
  return [...statusesOf(pod).values()].flatMap(({ name: container, restartCount, state, lastState }) => {
    const isThere = state?.running !== undefined || state?.terminated !== undefined;
    const hadOne = lastState?.terminated !== undefined;
    const isKept = previous ? isThere && hadOne : isThere || hadOne;
    return isKept ? [{ container, attempt: restartCount - (previous ? 1 : 0), previous }] : [];
  });
}

/** The path of what a log has now. @param range `tail` in lines; `since` RFC 3339. */
export function snapshotPath(
  { namespace, pod }: LogPlace,
  { container, previous }: LoggedInstance,
  { tail, since }: { readonly tail: number | undefined; readonly since: string | undefined },
): string {
  const query = new URLSearchParams({ container, timestamps: 'true' });
  if (previous) query.set('previous', 'true');
  if (tail !== undefined) query.set('tailLines', String(tail));
  if (since !== undefined) query.set('sinceTime', since);
  return `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}`;
}
