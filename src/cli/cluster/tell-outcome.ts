import type { ClusterOutcome } from '../../cluster/run/cluster-run.ts';
import type { Place } from '../../cluster/transport/explain-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { printFailure } from '../failure.ts';

/** Says how a run on a cluster ended, and answers with the exit code of `up`: the same as for pods here. */
export function tellClusterOutcome(outcome: ClusterOutcome, { context }: Place): number {
  switch (outcome.is) {
    case 'left':
      process.stderr.write(
        `The pods run on in ${context}. \`outrider attach --context ${context}\` shows them, \`outrider down --context ${context}\` ends them.\n`,
      );
      return exitCodes.ok;
    case 'interrupted':
      return outcome.killed ? exitCodes.interrupted : exitCodes.ok;
    case 'ended':
      for (const { failure } of outcome.pods)
        if (failure !== undefined) printFailure({ message: failure, hint: undefined });
      return outcome.pods.map(({ exitCode }) => exitCode).find((code) => code !== 0) ?? exitCodes.ok;
  }
}
