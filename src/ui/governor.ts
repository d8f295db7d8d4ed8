interface GovernorPorts {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Calls back once after so many milliseconds; answers how to call it off. */
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly draw: () => void;
  /** How long the last frame took in all, in milliseconds. */
  readonly took: () => number;
}

/**
 * Decides when the next frame is drawn. `line` is for what a person waits to see, `clock` for what only grows older:
 * durations, CPU, memory.
 */
export interface Governor {
  readonly changed: (what: 'line' | 'clock') => void;
  /** A key was pressed, the terminal has another size: now, once for all keys that came together. */
  readonly atOnce: () => void;
  readonly stop: () => void;
}

/** Data never takes more than about a quarter of a core, however slow the machine and large the screen. */
const shortest = { line: 100, clock: 3000 };
const restFactor = 8;

export function createGovernor({ now, after, draw, took }: GovernorPorts): Governor {
  let lastDrawn = Number.NEGATIVE_INFINITY;
  let due = Number.POSITIVE_INFINITY;
  let cancel = (): void => {};

  function drawNow(): void {
    cancel();
    due = Number.POSITIVE_INFINITY;
    lastDrawn = now();
    draw();
  }
  return {
    changed: (what) => {
      const at = lastDrawn + Math.max(shortest[what], restFactor * took());
      if (at >= due) return;
      cancel();
      due = at;
      cancel = after(Math.max(0, at - now()), drawNow);
    },
    atOnce: () => {
      if (due <= now()) return;
      cancel();
      due = now();
      cancel = after(0, drawNow);
    },
    stop: () => cancel(),
  };
}
