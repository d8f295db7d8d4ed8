/** One process of a container, as it noted its own life. Times are milliseconds of the machine's monotonic clock. */
export interface Life {
  readonly container: string;
  /** Its own name; it stands at the beginning of each of its log lines. */
  readonly who: string;
  readonly beganMs: number;
  /** The inode of its network namespace. */
  readonly namespace: string;
  /** How many lines it has written at least; one more may have been on its way. */
  readonly lines: number;
  /** When it was heard of last. */
  readonly lastMs: number;
  /** When SIGTERM reached it. */
  readonly termMs?: number;
  /** When it ended by itself; one that was killed has no end. */
  readonly endMs?: number;
}

/** The lives in the notes of one container, in their order. A line that was cut off by a kill is left out. */
export function livesIn(container: string, notes: string): readonly Life[] {
  const lives = new Map<string, Life>();
  for (const line of notes.split('\n').slice(0, -1)) {
    const [who, seconds, what, value] = line.split(' ');
    if (who === undefined || seconds === undefined || what === undefined) continue;
    const ms = Number(seconds) * 1000;
    lives.set(who, goOn(lives.get(who) ?? begin(container, who, ms), what, value ?? '', ms));
  }
  return [...lives.values()];
}

function begin(container: string, who: string, beganMs: number): Life {
  return { container, who, beganMs, namespace: '', lines: 0, lastMs: beganMs };
}

function goOn(life: Life, what: string, value: string, ms: number): Life {
  const heard = { ...life, lastMs: ms };
  switch (what) {
    case 'begin':
      return { ...heard, namespace: value };
    case 'line':
      return { ...heard, lines: Number(value) };
    case 'term':
      return { ...heard, termMs: ms };
    case 'end':
      return { ...heard, endMs: ms };
    default:
      return heard;
  }
}
