import type { ChildRun } from './child-run.ts';

/** The runs of a CronJob that go on. */
export interface ActiveRuns {
  readonly names: () => readonly string[];
  readonly add: (run: string, child: ChildRun) => void;
  /** Interrupts these runs, and settles when they have ended. */
  readonly end: (runs: readonly string[]) => Promise<void>;
}

/** @param ended Hears of each run how it has ended, in a word. */
export function createActiveRuns(ended: (run: string, how: string) => void): ActiveRuns {
  const active = new Map<string, ChildRun>();
  const interrupted = new Set<string>();
  return {
    names: () => [...active.keys()],
    add(run, child) {
      active.set(run, child);
      void child.ended.then((exitCode) => {
        active.delete(run);
        ended(run, inWords(exitCode, interrupted.delete(run)));
      });
    },
    async end(runs) {
      const children = runs.flatMap((run) => active.get(run) ?? []);
      for (const run of runs) interrupted.add(run);
      for (const child of children) child.interrupt();
      await Promise.all(children.map((child) => child.ended));
    },
  };
}

function inWords(exitCode: number, wasInterrupted: boolean): string {
  if (wasInterrupted) return 'interrupted';
  return exitCode === 0 ? 'succeeded' : `failed with exit code ${exitCode}`;
}
