import { EngineError, type LockResult, type RunIdentity } from '../../supervisor/ports.ts';
import { startContainer } from '../objects/containers.ts';
import { labels } from '../objects/labels.ts';
import { newestHolder } from '../observe.ts';
import { pause } from '../transport/pause.ts';
import type { Runner } from './runner.ts';
import type { SandboxContext } from './sandbox.ts';

/**
 * How long the run that has made a holder has to start it and to take its lock. It takes half a second; a run that needs
 * longer is dead or stopped.
 */
const makerMs = 4_000;
const lookEveryMs = 200;

interface Locking extends SandboxContext {
  readonly identity: RunIdentity;
  /** The runner in a holder. */
  readonly runnerIn: (id: string) => Runner;
}

/**
 * Takes the lock in the pod's newest holder. A holder that has run and ended has no lock: nothing of the pod is there that
 * could be locked. One that was made by another run and never locked is left to that run for a while, then it is abandoned.
 */
export async function takeLock(
  locking: Locking,
  from: string | undefined,
  signal: AbortSignal,
): Promise<LockResult> {
  const { docker, owner, identity } = locking;
  for (const end = performance.now() + makerMs; ; await pause(lookEveryMs, signal)) {
    const holder = await newestHolder(docker, owner.project, owner.pod.name, signal);
    if (!holder || holder.State.Status === 'exited' || holder.State.Status === 'dead')
      return { is: 'absent' };
    const patient = holder.Config.Labels[labels.maker] !== identity.run && performance.now() < end;
    if (holder.State.Running) {
      const locked = lockIn(locking.runnerIn(holder.Id), from, patient, signal);
      const result = await unlessLost(locked, end);
      if (result) return result;
    } else if (!patient && !(await canStart(locking, holder.Id, signal))) return { is: 'absent' };
  }
}

/** Who has the lock in the pod's newest holder; undefined when nobody has, or no holder runs. */
export async function ownerOf(
  { docker, owner, runnerIn }: Omit<Locking, 'identity'>,
  signal: AbortSignal,
): Promise<RunIdentity | undefined> {
  for (const end = performance.now() + makerMs; ; await pause(lookEveryMs, signal)) {
    const holder = await newestHolder(docker, owner.project, owner.pod.name, signal);
    if (!holder?.State.Running) return undefined;
    const answer = await unlessLost(runnerIn(holder.Id).owner(signal), end);
    if (answer) return answer.is === 'held' ? readIdentity(answer.record) : undefined;
  }
}

/** A holder may end between the look at it and the question to it. Then there is no answer, and it is looked at again. */
async function unlessLost<T>(asked: Promise<T>, end: number): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const isLost = error instanceof EngineError && error.code === 'engine';
    if (isLost && performance.now() < end) return undefined;
    throw error;
  }
}

/** @returns undefined when it was never locked and its maker is to be waited for. */
async function lockIn(
  runner: Runner,
  from: string | undefined,
  patient: boolean,
  signal: AbortSignal,
): Promise<LockResult | undefined> {
  if (patient && (await runner.owner(signal)).is === 'never') return undefined;
  const answer = await runner.lock(from, signal);
  if (answer.is === 'unknown') return { is: 'locked', unprotected: true };
  if (answer.is === 'locked') return { is: 'locked' };
  return { is: 'held', by: readIdentity(answer.record) };
}

async function canStart({ docker }: Locking, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    await startContainer(docker, id, signal);
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'aborted') throw error;
    return false;
  }
}

/** What another Outrider wrote, which may be another version: what is missing reads as unknown. */
export function readIdentity(record: string): RunIdentity {
  const found = fieldsOf(record);
  const text = (key: string): string | undefined => {
    const value = found[key];
    return typeof value === 'string' ? value.slice(0, 200) : undefined;
  };
  const { pid, uid, task } = found;
  return {
    run: text('run') ?? '',
    pid: typeof pid === 'number' ? pid : 0,
    user: text('user') ?? 'unknown',
    uid: typeof uid === 'number' ? uid : undefined,
    host: text('host') ?? 'unknown',
    machine: text('machine'),
    startedTicks: text('startedTicks'),
    since: text('since') ?? 'unknown',
    version: text('version') ?? 'unknown',
    task: task === 'down' ? 'down' : 'up',
  };
}

function fieldsOf(record: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(record);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
