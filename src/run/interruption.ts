import type { Report } from '../lifecycle/state/facts.ts';
import type { Supervisor } from '../supervisor/supervise.ts';
import type { RunOutcome } from './outcome.ts';

type Interrupt = Extract<Report, { readonly type: 'stopPod' | 'killPod' }>;

/** What a person asks of a whole run: it counts for pods that are not supervised yet as well. */
export interface Interruption {
  /** Aborted once the run is to end. */
  readonly signal: AbortSignal;
  stop(reason: string, graceSeconds?: number, stepwise?: boolean): void;
  /** As `stop`, but nobody has asked for it: the run comes to its own end. */
  end(reason: string): void;
  kill(reason: string): void;
  leave(): void;
  /** Settles when the run is to leave its pods. */
  readonly left: Promise<RunOutcome>;
  /** What the pod of that name has to hear once it is supervised. */
  pending(pod: string): readonly Report[];
  outcome(): RunOutcome;
}

/** @param dependents the pods of the run that depend on the one of that name. */
export function createInterruption(
  supervisors: () => readonly Supervisor[],
  dependents: (pod: string) => readonly string[],
): Interruption {
  const controller = new AbortController();
  let request: Interrupt | undefined;
  let killed = false;
  let tellLeft!: (outcome: RunOutcome) => void;
  const left = new Promise<RunOutcome>((resolve) => {
    tellLeft = resolve;
  });
  const reportFor = (pod: string, report: Interrupt): Report =>
    report.type === 'stopPod' ? { ...report, after: dependents(pod) } : report;
  const ask = (report: Interrupt): void => {
    request = report;
    for (const supervisor of supervisors()) supervisor.post(reportFor(supervisor.pod.name, report));
  };
  const interrupt = (report: Interrupt): void => {
    controller.abort();
    ask(report);
  };
  return {
    signal: controller.signal,
    stop(reason, graceSeconds, stepwise) {
      const grace = graceSeconds === undefined ? {} : { graceSeconds };
      interrupt({ type: 'stopPod', reason, ...grace, ...(stepwise && { stepwise }) });
    },
    end(reason) {
      if (!request) ask({ type: 'stopPod', reason });
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
    pending: (pod) => (request ? [reportFor(pod, request)] : []),
    outcome: () => ({ is: 'interrupted', killed }),
  };
}
