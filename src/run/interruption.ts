import type { Report } from '../lifecycle/state/facts.ts';
import type { Supervisor } from '../supervisor/supervise.ts';
import type { RunOutcome } from './outcome.ts';

/** What a person asks of a whole run: it counts for pods that are not supervised yet as well. */
export interface Interruption {
  /** Aborted once the run is to end. */
  readonly signal: AbortSignal;
  stop(reason: string, graceSeconds?: number): void;
  kill(reason: string): void;
  leave(): void;
  /** Settles when the run is to leave its pods. */
  readonly left: Promise<RunOutcome>;
  /** What a pod that is supervised from now on has to hear. */
  pending(): readonly Report[];
  outcome(): RunOutcome;
}

export function createInterruption(supervisors: () => readonly Supervisor[]): Interruption {
  const controller = new AbortController();
  let request: Report | undefined;
  let killed = false;
  let tellLeft!: (outcome: RunOutcome) => void;
  const left = new Promise<RunOutcome>((resolve) => {
    tellLeft = resolve;
  });
  const interrupt = (report: Report): void => {
    request = report;
    controller.abort();
    for (const supervisor of supervisors()) supervisor.post(report);
  };
  return {
    signal: controller.signal,
    stop(reason, graceSeconds) {
      const grace = graceSeconds === undefined ? {} : { graceSeconds };
      interrupt({ type: 'stopPod', reason, ...grace });
    },
    kill(reason) {
      killed = true;
      interrupt({ type: 'killPod', reason });
    },
    leave() {
      for (const supervisor of supervisors()) supervisor.abandon();
      tellLeft({ is: 'left' });
    },
    left,
    pending: () => (request ? [request] : []),
    outcome: () => ({ is: 'interrupted', killed }),
  };
}
