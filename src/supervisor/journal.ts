import type { EventBody, OutriderEvent } from '../events/types.ts';

export type Listener = (event: OutriderEvent) => void;

/** An ordered stream of events, whoever tells it. */
export interface EventSource {
  /** From now on; with `replay` first everything told so far, log lines excepted. Answers how to stop. */
  subscribe(listener: Listener, options?: { readonly replay: boolean }): () => void;
}

/** The one ordered stream of everything that is told, over all pods of a run. */
export interface Journal extends EventSource {
  /** `time` only where the moment is known better than "now": a log line's own, in RFC 3339. */
  append(pod: string, body: EventBody, time?: string): OutriderEvent;
}

/** @param wall the time of day in milliseconds since the epoch: the one source of the events' times. */
export function createJournal(project: string, wall: () => number): Journal {
  const listeners = new Set<Listener>();
  const told: OutriderEvent[] = [];
  let seq = 0;
  return {
    append(pod, body, time) {
      seq += 1;
      const now = wall();
      const retry = 'retryInMs' in body ? { retryAt: rfc3339(now + body.retryInMs!) } : {};
      const event = { time: time ?? rfc3339(now), seq, project, pod, ...body, ...retry } as OutriderEvent;
      if (event.type !== 'Log') told.push(event);
      for (const listener of listeners) listener(event);
      return event;
    },
    subscribe(listener, options) {
      if (options?.replay) for (const event of told) listener(event);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function rfc3339(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
