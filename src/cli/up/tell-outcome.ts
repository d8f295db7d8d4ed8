import { explainFailure } from '../../run/explain-failure.ts';
import { exitCodeOf, type PodOutcome, type RunOutcome } from '../../run/outcome.ts';
import type { RunIdentity } from '../../supervisor/ports.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, printFailure, toFailure } from '../failure.ts';
import { whoIs } from '../find/unreached.ts';

/** Says how a run ended, and answers with the exit code of `up`. */
export function tellOutcome(outcome: RunOutcome): number {
  switch (outcome.is) {
    case 'left':
      return exitCodes.ok;
    case 'interrupted':
      return outcome.killed ? exitCodes.interrupted : exitCodes.ok;
    case 'refused':
      printFailure(new Failure(exitCodes.failure, outcome.problems.join('\n')));
      return exitCodes.failure;
    case 'held':
      printFailure(heldFailure(outcome.pod, outcome.by));
      return exitCodes.failure;
    case 'dependencyFailed':
      for (const pod of outcome.pods) tellPod(pod);
      return exitCodes.failure;
    case 'ended':
      for (const pod of outcome.pods) tellPod(pod);
      return outcome.pods.map(exitCodeOf).find((code) => code !== 0) ?? exitCodes.ok;
  }
}

function tellPod(outcome: PodOutcome): void {
  if (outcome.is === 'held') return printFailure(heldFailure(outcome.pod, outcome.by));
  if (outcome.is === 'defect') return printFailure(toFailure(outcome.error));
  const message = explainFailure(outcome.state);
  if (message !== undefined) printFailure({ message, hint: undefined });
}

/** Another run has the pod; nothing of it was touched. */
export function heldFailure(pod: string, by: RunIdentity | undefined): Failure {
  const who = by ? `is supervised by ${whoIs(by)}` : 'is being started by another run of Outrider';
  return new Failure(
    exitCodes.failure,
    `pod ${pod} ${who}; nothing was changed`,
    '`outrider ps` shows it. `outrider down` ends it, whoever of your own user supervises it.',
  );
}
