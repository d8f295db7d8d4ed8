import type { PodEnding } from '../control/protocol.ts';
import type { PodState } from '../lifecycle/state/state.ts';
import type { RunIdentity } from '../supervisor/ports.ts';
import { explainFailure } from './explain-failure.ts';

/** How one pod of a run ended. */
export type PodOutcome =
  | { readonly is: 'ended'; readonly state: PodState }
  /** A judgement threw. What was this run's is stopped. */
  | { readonly is: 'defect'; readonly pod: string; readonly error: unknown }
  /** Another run has it; nothing of it was touched from then on. */
  | { readonly is: 'held'; readonly pod: string; readonly by: RunIdentity | undefined };

/** How a run ended. */
export type RunOutcome =
  | { readonly is: 'ended'; readonly pods: readonly PodOutcome[] }
  /** These pods could not start because of another one; so the rest was stopped in order. */
  | { readonly is: 'dependencyFailed'; readonly pods: readonly PodOutcome[] }
  /** A person asked for it: in order, or at once. */
  | { readonly is: 'interrupted'; readonly killed: boolean }
  /** Images cannot be had, or immutable data has changed; nothing was created, and nothing changed. */
  | { readonly is: 'refused'; readonly problems: readonly string[] }
  /** Before anything was created. */
  | { readonly is: 'held'; readonly pod: string; readonly by: RunIdentity | undefined }
  /** The pods go on, and somebody else is to take them over. */
  | { readonly is: 'left' };

/** What `up` ends with for one pod: the first failing app container's own exit code, else 1. */
export function exitCodeOf(outcome: PodOutcome): number {
  if (outcome.is !== 'ended') return 1;
  const { phase, firstFailure } = outcome.state;
  return phase === 'Failed' ? (firstFailure?.exitCode ?? 1) : 0;
}

/** For those who look at the pod from another terminal. */
export function endingOf(pod: string, outcome: PodOutcome): PodEnding {
  const failure = outcome.is === 'ended' ? explainFailure(outcome.state) : undefined;
  return { pod, exitCode: exitCodeOf(outcome), ...(failure !== undefined && { failure }) };
}
