import type { Report } from '../lifecycle/state/facts.ts';
import type { Settings } from '../lifecycle/state/settings.ts';
import type { Pod } from '../pod/model.ts';
import type { Capturer } from '../supervisor/capture/capturer.ts';
import type { Journal } from '../supervisor/journal.ts';
import type { Clock, Engine } from '../supervisor/ports.ts';
import type { ServiceRouter } from '../supervisor/services/service-router.ts';
import { type Adopted, type Supervisor, supervise } from '../supervisor/supervise.ts';
import type { PodOutcome } from './outcome.ts';
import type { Peers } from './peers.ts';

/** How long the engine has to say who has the pod: it is only for words. */
const ownerMs = 5_000;

interface Surroundings {
  readonly ports: {
    readonly capturer: Capturer;
    readonly clock: Clock;
    readonly journal: Journal;
    readonly looksInside?: boolean;
  };
  readonly request: { readonly settings: Settings };
  /** The pods that are supervised now; this one is put among them. */
  readonly supervisors: Map<string, Supervisor>;
  /** What was asked of the pod before it was supervised. */
  readonly pending: (pod: string) => readonly Report[];
  /** What the pods of the run know of each other. */
  readonly peers?: Peers;
  readonly services?: ServiceRouter;
}

/**
 * Supervises a pod until it has ended, or until it turns out to be another run's. What it leaves on the engine stays.
 * @param first What is asked for before anything else is judged.
 */
export async function superviseToEnd(
  { ports, request, supervisors, pending, peers, services }: Surroundings,
  pod: Pod,
  engine: Engine,
  adopted: Adopted | undefined,
  first: readonly Report[],
): Promise<PodOutcome> {
  const { capturer, clock, journal, looksInside = false } = ports;
  const { settings } = request;
  const asked = [...first, ...(peers?.known(pod) ?? []), ...pending(pod.name)];
  const supervisor = supervise(
    pod,
    {
      ...{ engine, capturer, clock, settings, journal, looksInside },
      ...(peers && { peerChanged: peers.tell }),
      ...(services && { services }),
    },
    adopted,
    asked,
  );
  supervisors.set(pod.name, supervisor);
  // Others may have changed because this one has begun.
  for (const report of peers?.known(pod) ?? []) supervisor.post(report);
  const held = engine.heldByOther.then((by): PodOutcome => ({ is: 'held', pod: pod.name, by }));
  const outcome = await Promise.race([endOf(supervisor), held]);
  if (outcome.is !== 'held') return outcome;
  supervisor.abandon();
  const by = outcome.by ?? (await engine.owner(AbortSignal.timeout(ownerMs)).catch(() => undefined));
  engine.release();
  return { ...outcome, by };
}

async function endOf(supervisor: Supervisor): Promise<PodOutcome> {
  const { name } = supervisor.pod;
  try {
    const state = await supervisor.ended;
    const error = supervisor.defect();
    return error === undefined ? { is: 'ended', state } : { is: 'defect', pod: name, error };
  } catch (error) {
    return { is: 'defect', pod: name, error };
  }
}
