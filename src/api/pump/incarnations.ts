import type { Pod } from '../../pod/model.ts';
import { uidOf } from '../../pod/uid.ts';

type Named = Pick<Pod, 'namespace' | 'name'>;

/** Which of several pods of one name it is: one that was removed and made again is another pod, with another uid. */
export interface Incarnations {
  /**
   * @param created when the pod was made, RFC 3339
   * @param at when its newest event happened, RFC 3339
   */
  note(project: string, pod: Named, created: string, at: string): void;
  /** The uid of the pod now. That of the first one is what `metadata.uid` shows a program of the pod. */
  uid(project: string, pod: Named): string;
}

interface Seen {
  readonly count: number;
  readonly created: string;
  readonly at: string;
}

/**
 * A pod that another process takes over goes on: it was made before the last event that was told of it. One that is made after that
 * event is a new one.
 */
export function createIncarnations(): Incarnations {
  const seen = new Map<string, Seen>();
  const keyOf = (project: string, { namespace, name }: Named): string => `${project} ${namespace}/${name}`;
  return {
    note: (project, pod, created, at) => {
      const key = keyOf(project, pod);
      const before = seen.get(key);
      const isNew = before !== undefined && created !== before.created && created > before.at;
      const newest = before !== undefined && before.at > at ? before.at : at;
      seen.set(key, { count: (before?.count ?? 0) + (isNew ? 1 : 0), created, at: newest });
    },
    uid: (project, pod) => {
      const count = seen.get(keyOf(project, pod))?.count ?? 0;
      return uidOf(pod.namespace, pod.name, ...(count === 0 ? [] : [String(count)]));
    },
  };
}
