import { type Now, restoreState } from '../lifecycle/restore/restore.ts';
import type { PodState } from '../lifecycle/state/state.ts';
import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';
import type { Clock, Engine, Observed } from './ports.ts';
import type { Adopted } from './supervise.ts';
import { terminationMessage } from './watch/termination-message.ts';

/**
 * What is known of a pod that is on the engine already, e.g. after a crash of the run that had it.
 *
 * @param asIs takes it for what the engine shows: nothing is replaced because `pod` says otherwise. For a pod that was
 *   read back from the engine, which keeps no secrets and so cannot be compared.
 */
export async function adopt(
  pod: Pod,
  observed: Observed,
  { engine, clock }: { readonly engine: Engine; readonly clock: Clock },
  asIs: boolean,
  signal: AbortSignal,
): Promise<Adopted> {
  const now = await readClocks(engine, clock, signal);
  const restored = restoreState(pod, await withMessages(pod, observed, engine, signal), now);
  const address = observed.sandbox?.address;
  return {
    state: asIs ? unchanged(restored, observed) : restored,
    ...(address ? { address } : {}),
    logsSince: new Date(now.engine).toISOString(),
  };
}

/** With the termination message of the newest instance of each container, where that has ended. */
async function withMessages(
  pod: Pod,
  observed: Observed,
  engine: Engine,
  signal: AbortSignal,
): Promise<Observed> {
  const containers = await Promise.all(
    observed.containers.map(async (one) => {
      const container = allContainers(pod).find(({ name }) => name === one.name);
      const isNewest = observed.containers.every(
        ({ name, attempt }) => name !== one.name || attempt <= one.attempt,
      );
      if (!container || one.state.is !== 'exited' || !isNewest) return one;
      const { exitCode } = one.state;
      const message = await terminationMessage(engine, { container, id: one.id, exitCode }, signal);
      return message ? { ...one, state: { ...one.state, message } } : one;
    }),
  );
  return { ...observed, containers };
}

/** Reads both clocks at one moment: the engine answers between two readings of ours, and their middle is taken. */
async function readClocks(engine: Engine, clock: Clock, signal: AbortSignal): Promise<Now> {
  const before = clock.monotonic();
  const engineNow = await engine.now(signal);
  return { own: (before + clock.monotonic()) / 2, engine: engineNow };
}

function unchanged(state: PodState, observed: Observed): PodState {
  const hashOf = (name: string): string | undefined =>
    observed.containers
      .filter((container) => container.name === name)
      .reduce<{ attempt: number; specHash?: string }>(
        (latest, one) => (one.attempt >= latest.attempt ? one : latest),
        { attempt: -1 },
      ).specHash;
  const containers = Object.values(state.containers).map((container) => [
    container.name,
    { ...container, specHash: hashOf(container.name) ?? container.specHash },
  ]);
  return { ...state, containers: Object.fromEntries(containers) };
}
