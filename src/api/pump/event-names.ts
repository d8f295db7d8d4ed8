import type { EventSubject } from '../objects/events/event-object.ts';
import type { EventWords } from '../objects/events/event-words.ts';

/** What events are called. */
export interface EventNames {
  /** The same for the same words about the same subject. @param time of the event, RFC 3339 */
  of(words: EventWords, subject: EventSubject, time: string): string;
  forget(namespace: string, name: string): void;
}

/**
 * Names as the kubelet makes them: `web.`, and the time of the first one in nanoseconds, in hexadecimal (client-go `tools/record`). Events that
 * are sorted by name are in the order in which they happened.
 */
export function createEventNames(): EventNames {
  const names = new Map<string, string>();
  const keys = new Map<string, string>();
  let last = 0n;
  return {
    of: ({ type, reason, message }, { namespace, pod, podUid, fieldPath = '' }, time) => {
      const key = JSON.stringify([namespace, podUid, fieldPath, type, reason, message]);
      const found = names.get(key);
      if (found !== undefined) return found;
      const at = BigInt(Date.parse(time)) * 1_000_000n;
      // Several may be told within one millisecond.
      last = at > last ? at : last + 1n;
      const name = `${pod}.${last.toString(16).padStart(16, '0')}`;
      names.set(key, name);
      keys.set(`${namespace}/${name}`, key);
      return name;
    },
    forget: (namespace, name) => {
      const key = keys.get(`${namespace}/${name}`);
      keys.delete(`${namespace}/${name}`);
      if (key !== undefined) names.delete(key);
    },
  };
}
