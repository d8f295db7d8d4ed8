import type { Engine, RunIdentity } from '../../../src/supervisor/ports.ts';
import { EngineError } from '../../../src/supervisor/ports.ts';
import { timing } from './timing.ts';
import type { World } from './world.ts';

export interface Holder {
  readonly id: string;
  readonly attempt: number;
  readonly createdAt: number;
  /** The run that made it. */
  readonly by: string;
  running: boolean;
  /** It has run; then it cannot be locked any more when it does not run. */
  began: boolean;
  /** Who has its lock. */
  lock?: RunIdentity;
}

/** What of an engine depends on whose it is. */
export type Sandbox = Pick<
  Engine,
  'createSandbox' | 'startSandbox' | 'lock' | 'owner' | 'release' | 'heldByOther' | 'retire'
> & {
  /** Another run has taken the lock while the connection was lost. */
  hearHeld(by: RunIdentity): void;
};

interface Place {
  nextId(): string;
  holder(): Holder | undefined;
  replace(holder: Holder | undefined): void;
}

/** The run of a test that names none. */
export const someRun: RunIdentity = {
  run: 'some',
  pid: 1,
  user: 'somebody',
  uid: 1000,
  host: 'here',
  machine: 'simulated',
  startedTicks: '1',
  since: '2026-01-01T00:00:00Z',
  version: '0',
  task: 'up',
};

export const address = { ip: '172.20.0.2', network: 'simulated' };

/** The holder as one run sees it: the name decides who makes it, the lock who supervises. */
export function simulateSandbox(identity: RunIdentity, world: World, place: Place): Sandbox {
  const { wait, answer } = timing(world);
  let tellHeld!: (by: RunIdentity | undefined) => void;
  const heldByOther = new Promise<RunIdentity | undefined>((resolve) => {
    tellHeld = resolve;
  });
  const isMine = (holder: Holder | undefined): boolean => holder?.lock?.run === identity.run;

  return {
    async createSandbox(attempt, signal) {
      await wait('createSandbox', signal);
      const before = place.holder();
      if (before?.attempt === attempt && before.by !== identity.run) {
        tellHeld(before.lock);
        throw new EngineError('held', 'another run has made the pod');
      }
      const holder: Holder = {
        id: place.nextId(),
        attempt,
        createdAt: world.engineTime(),
        by: identity.run,
        running: false,
        began: false,
      };
      place.replace(holder);
      return { id: holder.id };
    },
    async startSandbox(id, signal) {
      await wait('startSandbox', signal);
      const holder = place.holder();
      if (holder?.id !== id) throw new EngineError('start-failed', `no such container: ${id}`);
      holder.running = true;
      holder.began = true;
      if (holder.lock && !isMine(holder)) tellHeld(holder.lock);
      else holder.lock = identity;
      return answer(address, signal);
    },
    async lock(from, signal) {
      await wait('exec', signal);
      const makerMs = 4_000;
      for (const end = world.clock.monotonic() + makerMs; ; await wait('exec', signal)) {
        const holder = place.holder();
        if (!holder || (holder.began && !holder.running)) return { is: 'absent' };
        if (holder.lock && !isMine(holder) && holder.lock.run !== from)
          return { is: 'held', by: holder.lock };
        if (!holder.running && holder.by !== identity.run && world.clock.monotonic() < end) continue;
        holder.running = true;
        holder.began = true;
        holder.lock = identity;
        return { is: 'locked' };
      }
    },
    owner: async () => place.holder()?.lock,
    release() {
      const holder = place.holder();
      if (holder && isMine(holder)) delete holder.lock;
    },
    heldByOther,
    hearHeld: tellHeld,
    async retire(signal) {
      await wait('remove', signal);
      const holder = place.holder();
      if (holder) holder.running = false;
      if (holder) delete holder.lock;
    },
  };
}
