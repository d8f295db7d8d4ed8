/** Answers with what was made last time where it is made of the same things, compared by identity. */
export type Remember = <T>(key: string, of: readonly unknown[], make: () => T) => T;

export interface Memo {
  readonly remember: Remember;
  /** Ends a pass: what it did not ask for is forgotten. */
  readonly sweep: () => void;
}

/** Remembers from one pass to the next: an event changes one pod, and the others are not made anew. */
export function createMemo(): Memo {
  let before = new Map<string, Made>();
  let now = new Map<string, Made>();
  return {
    remember: (key, of, make) => {
      const found = before.get(key);
      const isSame = found?.of.length === of.length && of.every((one, at) => one === found.of[at]);
      const made = isSame && found ? found : { of, value: make() };
      now.set(key, made);
      return made.value as ReturnType<typeof make>;
    },
    sweep: () => {
      before = now;
      now = new Map();
    },
  };
}

interface Made {
  readonly of: readonly unknown[];
  readonly value: unknown;
}
