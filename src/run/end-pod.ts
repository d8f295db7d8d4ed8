import type { FoundRun } from '../control/find.ts';
import type { OutriderEvent } from '../events/types.ts';
import type { Settings } from '../lifecycle/state/settings.ts';
import type { Pod } from '../pod/model.ts';
import { adopt } from '../supervisor/adopt.ts';
import type { Capturer } from '../supervisor/capture/capturer.ts';
import type { Journal } from '../supervisor/journal.ts';
import type { Clock, Engine, RunIdentity } from '../supervisor/ports.ts';
import type { Supervisor } from '../supervisor/supervise.ts';
import { askForDown } from './ask-for-down.ts';
import { type Claim, claim, hasEnded, type Neighbours } from './claim.ts';
import { removeClaimed } from './remove-claimed.ts';
import { superviseToEnd } from './supervise-to-end.ts';

export interface EndRequest {
  /** The pod as the engine remembers it; without anything secret. */
  readonly pod: Pod;
  /** Is told in the pod's events. */
  readonly reason: string;
  /** In the place of the pod's own. */
  readonly graceSeconds?: number;
}

interface EndPorts {
  /** For this pod, with the identity of this run. */
  readonly engine: Engine;
  /** The runs of the project on this machine. */
  readonly findRuns: () => Promise<readonly FoundRun[]>;
  readonly neighbours: Neighbours;
  readonly capturer: Capturer;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly journal: Journal;
  readonly pause: (ms: number) => Promise<void>;
  /** Tells a person what happens beside the pod's own events. */
  readonly say: (words: string) => void;
  /** Hears the events of the pod that another process stops. */
  readonly tell: (event: OutriderEvent) => void;
}

export type EndOutcome =
  | { readonly is: 'removed' }
  /** Another run has it that could not be asked or ended. */
  | { readonly is: 'held'; readonly by: RunIdentity | undefined }
  /** A person has waited long enough. The supervisor that was asked goes on. */
  | { readonly is: 'interrupted' };

/**
 * Stops a pod in order and removes everything of it, whoever supervises it: its supervisor is asked; one that does not
 * answer is ended, where this user may; the pod is then taken over and stopped from here. A supervisor that dies
 * meanwhile is followed by this run, with what is left of the grace period.
 */
export async function endPod(request: EndRequest, ports: EndPorts, signal: AbortSignal): Promise<EndOutcome> {
  const began = ports.clock.monotonic();
  for (;;) {
    const asked = withGraceLeft(request, ports, began);
    const runs = await ports.findRuns();
    const answer = await askSupervisor(runs, asked, ports, signal);
    if (answer) return answer;
    if (signal.aborted) return { is: 'interrupted' };
    const claimed = await claim(ports.engine, ports.neighbours, signal);
    if (claimed.is !== 'held') return endFromHere(asked, claimed, ports, signal);
    const silent = runs.some(({ is, pid }) => is === 'silent' && pid === claimed.by.pid);
    if (!(await makeWay(claimed.by, silent, asked, ports, signal))) return { is: 'held', by: claimed.by };
  }
}

/** A second attempt has what the first one left: containers that were told to end know it for that long already. */
function withGraceLeft(request: EndRequest, { clock, settings }: EndPorts, began: number): EndRequest {
  const gone = Math.floor((clock.monotonic() - began) / settings.secondMs);
  if (gone === 0) return request;
  const whole = request.graceSeconds ?? request.pod.terminationGracePeriodSeconds;
  return { ...request, graceSeconds: Math.max(0, whole - gone) };
}

/** @returns undefined when nobody here supervises it, or no longer. */
async function askSupervisor(
  runs: readonly FoundRun[],
  { pod, reason, graceSeconds }: EndRequest,
  { tell, pause }: EndPorts,
  signal: AbortSignal,
): Promise<EndOutcome | undefined> {
  const answering = runs.flatMap((run) => (run.is === 'there' ? [run] : []));
  try {
    const supervisor = answering.find(({ pods }) => pods.includes(pod.name));
    if (!supervisor) return undefined;
    const request = { pod: pod.name, reason, ...(graceSeconds !== undefined && { graceSeconds }) };
    const answer = await askForDown(supervisor.client, request, { tell, pause }, signal);
    return answer === 'lost' ? undefined : { is: answer };
  } finally {
    for (const { client } of answering) client.close();
  }
}

/** How often a process that is to end is looked at. */
const lookEveryMs = 200;
/** Beside the grace period, for a run that was asked to end. */
const patienceMs = 15_000;

/** Gets the run that has the pod out of the way, or finds that it has gone by itself; false when this user or this machine cannot. */
async function makeWay(
  by: RunIdentity,
  silent: boolean,
  { pod, graceSeconds }: EndRequest,
  { engine, neighbours, clock, settings, pause, say }: EndPorts,
  signal: AbortSignal,
): Promise<boolean> {
  // A holder that is being removed cannot be asked: what became of the lock shows at the next look.
  const hasLock = async (): Promise<boolean> => {
    const owner = await engine.owner(signal).catch(() => by);
    return owner?.run === by.run;
  };
  const isGone = async (): Promise<boolean> => neighbours.standing(by) === 'ended' || !(await hasLock());
  const waitUntil = async (end: number): Promise<boolean> => {
    while (!signal.aborted && clock.monotonic() < end) {
      if (await isGone()) return true;
      await pause(lookEveryMs);
    }
    return false;
  };
  const grace = (graceSeconds ?? pod.terminationGracePeriodSeconds) * settings.secondMs;
  const stopped = neighbours.standing(by) === 'stopped';
  if (!silent && !stopped) {
    // It cannot be reached from here, e.g. because its XDG_RUNTIME_DIR is another one; it ends in order by itself.
    if (by.task === 'up' && !neighbours.signal(by, 'SIGTERM')) return isGone();
    say(`pod ${pod.name} is being ended by pid ${by.pid}, which supervises it`);
    if (await waitUntil(clock.monotonic() + grace + patienceMs)) return true;
  }
  if (signal.aborted) return true;
  if (!neighbours.signal(by, 'SIGKILL')) return isGone();
  say(
    `pid ${by.pid}, which supervises pod ${pod.name}, ${stopped ? 'is stopped' : 'does not answer'}: ` +
      'it was killed, and the pod is stopped from here',
  );
  return waitUntil(clock.monotonic() + patienceMs);
}

async function endFromHere(
  { pod, reason, graceSeconds }: EndRequest,
  claimed: Exclude<Claim, { readonly is: 'held' }>,
  ports: EndPorts,
  signal: AbortSignal,
): Promise<EndOutcome> {
  const { engine, clock } = ports;
  if (claimed.is === 'own' && !hasEnded(claimed.observed)) {
    const stop = { type: 'stopPod', reason, ...(graceSeconds !== undefined && { graceSeconds }) } as const;
    const supervisors = new Map<string, Supervisor>();
    const kill = (): void => supervisors.get(pod.name)?.post({ type: 'killPod', reason: 'interrupted' });
    signal.addEventListener('abort', kill, { once: true });
    const around = {
      ports,
      request: ports,
      supervisors,
      pending: () => (signal.aborted ? [{ type: 'killPod', reason: 'interrupted' } as const] : []),
    };
    const adopted = await adopt(pod, claimed.observed, { engine, clock }, true, new AbortController().signal);
    const outcome = await superviseToEnd(around, pod, engine, adopted, [stop]);
    signal.removeEventListener('abort', kill);
    if (outcome.is === 'held') return { is: 'held', by: outcome.by };
    await engine.removePod(new AbortController().signal);
    return { is: 'removed' };
  }
  await removeClaimed(engine, claimed, new AbortController().signal);
  return { is: 'removed' };
}
