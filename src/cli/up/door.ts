import { type MeetingPlace, ownSocket } from '../../control/place.ts';
import { type ControlledRun, type ControlServer, serveControl } from '../../control/server.ts';
import type { RunPorts } from '../../run/run.ts';
import type { EventSource, Listener, SubscribeOptions } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { version } from '../version.ts';
import { createComingServed } from './coming-served.ts';

/** Where other terminals find an `up` from its beginning on. */
export interface Door {
  /** For the run, once it has its pods. */
  readonly listen: RunPorts['listen'];
  /** Aborted when `down` has asked for the end of every pod before there was one. */
  readonly withdrawn: AbortSignal;
  close(): void;
}

/**
 * Lets `down` find an `up` that has not made its pods yet: nothing of them is on the engine, so `down` would end, and the pods would
 * come afterwards.
 * @param onWithdrawn is called when every pod was asked to end.
 * @throws FolderError
 */
export async function openDoor(
  place: MeetingPlace,
  pods: readonly string[],
  onWithdrawn: (reason: string) => void,
): Promise<Door> {
  const withdrawn = new AbortController();
  const asked = new Map<string, readonly [reason: string, graceSeconds: number | undefined]>();
  const events = createComingEvents();
  const served = createComingServed();
  let run: ControlledRun | undefined;
  const server: ControlServer = await serveControl(
    ownSocket(place),
    {
      supervisors: () => run?.supervisors() ?? [],
      coming: () => (run ? [] : pods.filter((pod) => !asked.has(pod))),
      events,
      served,
      down: (pod, reason, graceSeconds) => {
        if (run) return run.down(pod, reason, graceSeconds);
        asked.set(pod, [reason, graceSeconds]);
        if (!pods.every((one) => asked.has(one))) return;
        withdrawn.abort(withdrawnFailure());
        onWithdrawn(reason);
      },
    },
    { version },
  );
  return {
    withdrawn: withdrawn.signal,
    close: () => void server.close(),
    listen: async (next) => {
      run = next;
      events.begin(next.events);
      if (next.served) served.begin(next.served);
      for (const [pod, [reason, graceSeconds]] of asked) next.down(pod, reason, graceSeconds);
      return server;
    },
  };
}

/** For an `up` that `down` has ended before it had made its pods. */
export function withdrawnFailure(): Failure {
  return new Failure(exitCodes.failure, '`outrider down` has ended this `up` before it had made its pods');
}

/** The events of a run that is still to come, for those who subscribe already. */
function createComingEvents(): EventSource & { begin(source: EventSource): void } {
  let source: EventSource | undefined;
  const waiting = new Set<(source: EventSource) => void>();
  return {
    begin(next) {
      source = next;
      for (const subscribe of waiting) subscribe(next);
      waiting.clear();
    },
    subscribe(listener: Listener, options?: SubscribeOptions) {
      if (source) return source.subscribe(listener, options);
      let stop: (() => void) | undefined;
      const later = (next: EventSource): void => {
        stop = next.subscribe(listener, options);
      };
      waiting.add(later);
      return () => {
        waiting.delete(later);
        stop?.();
      };
    },
  };
}
