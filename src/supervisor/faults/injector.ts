import type { EventBody } from '../../events/types.ts';
import { type ActiveFault, type FaultKind, type FaultOrder, isSignal } from '../../faults/fault.ts';
import { faultWords } from '../../faults/fault-words.ts';
import type { Report } from '../../lifecycle/state/facts.ts';
import type { PodState, Running } from '../../lifecycle/state/state.ts';
import type { Clock } from '../ports.ts';
import { aboutFault, createFaultBook, type Entry, type FaultBook } from './fault-book.ts';
import type { FaultEngine } from './fault-engine.ts';

interface InjectorPorts {
  readonly engine: FaultEngine;
  readonly clock: Clock;
  readonly state: () => PodState;
  readonly post: (report: Report) => void;
  readonly tell: (event: EventBody) => void;
  readonly warn: (message: string) => void;
}

/** Puts faults on a pod and takes them off, and tells both as events. */
export interface FaultInjector {
  /** @throws Error with one sentence on why the fault could not be put on. */
  add(order: FaultOrder): Promise<ActiveFault>;
  list(): readonly ActiveFault[];
  /** @param ids none means all. Answers those that were on. */
  clear(ids: readonly string[]): Promise<readonly ActiveFault[]>;
  /** Finds the faults that a supervisor before this one has put on. */
  takeOver(): void;
  /** Hears of every state of the pod: faults end with the namespace or with the instance that they are about. */
  heed(state: PodState): void;
}

export function createFaultInjector(ports: InjectorPorts): FaultInjector {
  const { engine, clock, state, tell, warn } = ports;
  let found = Promise.resolve();
  /** The engine has a deadline of its own. This makes sure that the fault is off before that is told. */
  const takeOff = async (entry: Entry, reason: string): Promise<void> => {
    await engine.clear([entry.id]).catch((error: unknown) => {
      if (book.has(entry)) warn(`the fault ${entry.words} may still be on: ${(error as Error).message}`);
    });
    book.strike(entry, reason);
  };
  const book = createFaultBook({ clock, tell, due: (entry) => void takeOff(entry, 'its time is over') });
  return {
    async add(order) {
      await found;
      return add(order, book, ports);
    },
    list: () => book.entries().map(book.active),
    async clear(ids) {
      await found;
      const wanted = book.entries().filter(({ id }) => ids.length === 0 || ids.includes(id));
      const were = wanted.map(book.active);
      await Promise.all(wanted.map((entry) => takeOff(entry, 'it was cleared')));
      return were;
    },
    takeOver() {
      const enter = (fault: ActiveFault): void => {
        const on = basisOf(state(), fault);
        if (on !== undefined) book.enter(fault, on);
      };
      // A holder of an older version knows no faults.
      found = engine.list().then(
        (all) => all.forEach(enter),
        () => {},
      );
    },
    heed(now) {
      for (const entry of book.entries()) {
        if (basisOf(now, entry) === entry.on && !now.finished) continue;
        const what = entry.container === undefined ? 'network namespace' : 'instance';
        book.strike(entry, `the ${what} that it was on has ended`);
      }
    },
  };
}

async function add(
  { fault, container, forMs }: FaultOrder,
  book: FaultBook,
  { engine, state, post, tell }: InjectorPorts,
): Promise<ActiveFault> {
  const id = book.nextId();
  const made: ActiveFault = {
    ...{ id, words: faultWords(fault), leftMs: forMs },
    ...(container !== undefined && { container }),
  };
  if (container === undefined) {
    const on = basisOf(state(), made);
    if (on === undefined) throw new Error('the pod has no network namespace now');
    await engine.addPackets(made, fault);
    book.enter(made, on);
    return made;
  }
  const instance = running(state(), container);
  if (isSignal(fault.kind)) {
    tell({ type: 'FaultInjected', ...aboutFault(made), forMs: 0 });
    post({ type: 'killContainer', container, signal: signalOf(fault.kind, instance) });
    return made;
  }
  await engine.addPause(made, instance.id, !state().pod.shareProcessNamespace);
  book.enter(made, instance.id);
  return made;
}

function signalOf(kind: FaultKind, { stopSignal }: Running): string {
  return kind === 'kill' ? 'SIGKILL' : stopSignal;
}

/** What a fault is on now; undefined when that is not there. */
function basisOf(
  { sandbox, containers }: PodState,
  { container }: Pick<ActiveFault, 'container'>,
): string | undefined {
  if (container === undefined) return sandbox.status === 'ready' ? `sandbox ${sandbox.attempt}` : undefined;
  const instance = containers[container]?.instance;
  return instance?.is === 'running' ? instance.id : undefined;
}

/** @throws Error when it does not run. */
function running({ containers }: PodState, name: string): Running {
  const instance = containers[name]?.instance;
  if (instance?.is !== 'running') throw new Error(`${name} does not run now`);
  return instance;
}
