import type { FaultWish } from './order.ts';

/** Faults that come by themselves, from the moment on at which every pod is ready. */
export interface FaultPlan {
  /** Where chance begins; the same seed makes the same faults at the same times. Absent: somebody else chooses. */
  readonly seed?: number;
  readonly faults: readonly PlannedFault[];
}

/** A plan whose seed is known. */
export type SeededPlan = FaultPlan & { readonly seed: number };

export interface PlannedFault {
  /** `POD` or `POD/CONTAINER`; of several, chance takes one each time. */
  readonly targets: readonly string[];
  /** As `parseFault` reads them; of several, chance takes one each time. */
  readonly faults: readonly string[];
  /** When the first one comes, in milliseconds. */
  readonly at: Span;
  readonly forMs: number;
  /** From the beginning of one to the beginning of the next; absent for a fault that comes once. */
  readonly every?: Span;
  /** How often it comes; absent for as long as the pods run. */
  readonly times?: number;
}

/** A moment or a length of time, in milliseconds: between both, by chance. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One fault of a plan, when it is due. */
export interface DueFault extends FaultWish {
  /** Milliseconds since every pod was ready. */
  readonly at: number;
  readonly pod: string;
}

/** The faults of one entry in their order, without end where it has none. Each entry has a stream of chance of its own. */
export function* dueFaults(entry: PlannedFault, seed: number): Generator<DueFault> {
  const chance = randomFrom(seed);
  const most = entry.every ? (entry.times ?? Number.POSITIVE_INFINITY) : 1;
  let at = within(entry.at, chance);
  for (let count = 0; count < most; count++) {
    const [pod = '', container] = oneOf(entry.targets, chance).split('/');
    const words = oneOf(entry.faults, chance);
    yield { at, pod, words, forMs: entry.forMs, ...(container !== undefined && { container }) };
    at += entry.every ? within(entry.every, chance) : 0;
  }
}

/** The seed of the entry at a place of the plan. */
export function seedOf(seed: number, index: number): number {
  return (seed + index * 0x9e3779b9) >>> 0;
}

function within({ from, to }: Span, chance: () => number): number {
  return Math.round(from + (to - from) * chance());
}

function oneOf<T>(all: readonly T[], chance: () => number): T {
  return all[Math.floor(chance() * all.length)]!;
}

/** Numbers from 0 to below 1. Source: mulberry32 of Tommy Ettinger, public domain. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
