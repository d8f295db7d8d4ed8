import type { EventBody, OutriderEvent } from '../events/types.ts';
import { createTold } from './told.ts';

export type Listener = (event: OutriderEvent) => void;

export interface SubscribeOptions {
  /** First what was told so far, except log lines and results of probes that a newer one repeats. */
  readonly replay?: boolean;
  /**
   * Says whether the listener can take more log lines: undefined when it can now, else what settles when it can. Log
   * lines wait for it on the engine. Other events do not wait.
   */
  readonly ready?: () => Promise<void> | undefined;
}

/** An ordered stream of events, whatever its source. */
export interface EventSource {
  /** Calls the listener with every event from now on. Returns how to stop. */
  subscribe(listener: Listener, options?: SubscribeOptions): () => void;
}

/** The one ordered stream of everything that is told, over all pods of a run. */
export interface Journal extends EventSource {
  /** `time` only where the moment is known better than "now": a log line's own, in RFC 3339. */
  append(pod: string, body: EventBody, time?: string): OutriderEvent;
  /** Undefined when every subscriber can take a log line; else what settles when it is worth to ask again. */
  ready(): Promise<void> | undefined;
}

interface Subscriber {
  readonly listener: Listener;
  readonly ready?: SubscribeOptions['ready'];
}

/** @param wall the time of day in milliseconds since the epoch: the one source of the events' times. */
export function createJournal(project: string, wall: () => number): Journal {
  const subscribers = new Set<Subscriber>();
  const told = createTold();
  const gate = createGate();
  let seq = 0;
  return {
    append(pod, body, time) {
      seq += 1;
      const now = wall();
      const retry =
        'retryInMs' in body && body.retryInMs !== undefined ? { retryAt: rfc3339(now + body.retryInMs) } : {};
      const event = { time: time ?? rfc3339(now), seq, project, pod, ...body, ...retry } as OutriderEvent;
      told.add(event);
      for (const { listener } of subscribers) listener(event);
      return event;
    },
    subscribe(listener, { replay = false, ready } = {}) {
      if (replay) for (const event of told.all()) listener(event);
      const subscriber: Subscriber = { listener, ready };
      subscribers.add(subscriber);
      return () => {
        subscribers.delete(subscriber);
        gate.open();
      };
    },
    ready() {
      for (const { ready } of subscribers) {
        const busy = ready?.();
        if (busy) return gate.closedUntil(busy);
      }
      return undefined;
    },
  };
}

/** One promise for all that wait. It settles early when the gate is opened, as when a slow subscriber leaves. */
function createGate() {
  let waiting: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  const open = (): void => {
    waiting?.resolve();
    waiting = undefined;
  };
  return {
    open,
    closedUntil(busy: Promise<void>): Promise<void> {
      if (waiting) return waiting.promise;
      let resolve = (): void => {};
      const promise = new Promise<void>((settle) => {
        resolve = settle;
      });
      waiting = { promise, resolve };
      busy.then(open, open);
      return promise;
    },
  };
}

function rfc3339(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
