/**
 * What is so of a check, and why in one sentence.
 * - `green`: it is so.
 * - `red`: it is not so, and more time does not change that.
 * - `waiting`: nothing tells it yet. When time is up it counts as red.
 */
export interface Verdict {
  readonly is: 'green' | 'red' | 'waiting';
  readonly reason: string;
}

export const green = (reason: string): Verdict => ({ is: 'green', reason });
export const red = (reason: string): Verdict => ({ is: 'red', reason });
export const waiting = (reason: string): Verdict => ({ is: 'waiting', reason });
