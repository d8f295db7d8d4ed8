import type { Plan } from '../plan/plan.ts';
import type { Life } from './life.ts';

/** A container as the engine listed it. */
export interface Seen {
  readonly id: string;
  readonly name: string;
  /** The name in the manifest; empty for the holder. */
  readonly container: string;
  readonly role: string;
  readonly attempt: number;
  readonly state: string;
  /** Whether it has an address in a network of its own. */
  readonly hasAddress: boolean;
}

/** What the engine had of the project at one moment. */
export interface Snapshot {
  readonly atMs: number;
  readonly containers: readonly Seen[];
}

/** A command of the program, and how it ended. */
export interface CommandRecord {
  readonly words: string;
  /** How long it may take, from the moment from which it must end. */
  readonly boundMs: number;
  /** How long it took; absent when it never ended. */
  readonly tookMs?: number;
  readonly exitCode?: number;
  /** The drill killed it, so it owes nothing. */
  readonly killed: boolean;
  /** What it wrote to stderr. */
  readonly said: string;
}

/** The lines of containers that one output showed, and how far each container had come when it was asked. */
export interface Shown {
  readonly by: string;
  readonly lines: readonly string[];
  /** Each of these must be there with as many lines at least. */
  readonly expected: readonly { readonly who: string; readonly lines: number }[];
  /** What the fault took away together with its log; what is there of these must still be without doubles. */
  readonly excused: readonly string[];
}

/** Everything that is known of a run when it is over. */
export interface Told {
  readonly plan: Plan;
  readonly lives: readonly Life[];
  readonly snapshots: readonly Snapshot[];
  readonly commands: readonly CommandRecord[];
  readonly shown: readonly Shown[];
  /** When the pod was first asked to stop. */
  readonly stopMs?: number;
  /** When all of this was looked at. */
  readonly overMs: number;
  /** Why the pod was neither as it should be nor had ended with a reason, for each time that it was waited for in vain. */
  readonly lost: readonly string[];
  /** What was still there after `down`. */
  readonly left: readonly string[];
}

/** A container whose end is the fault itself: rules about its end do not hold for it. */
export function isVictim({ fault }: Plan, container: string): boolean {
  return (
    ['kill-container', 'stop-container', 'remove-container'].includes(fault.kind) &&
    fault.target === container
  );
}
