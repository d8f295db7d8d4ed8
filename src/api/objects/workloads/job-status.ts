import type { Counts } from './counts.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The status of a Job. Source: kubernetes `pkg/controller/job/job_controller.go`. */
export function jobStatus(spec: Fields, { active, succeeded, failed, start, end }: Counts): Fields {
  const isComplete = succeeded >= Number(spec['completions'] ?? 1);
  const isFailed = !isComplete && failed > 0 && active === 0;
  const at = end ?? start;
  return {
    ...(active > 0 && { active, ready: active }),
    ...(succeeded > 0 && { succeeded }),
    ...(failed > 0 && { failed }),
    ...(start !== undefined && { startTime: start }),
    ...(isComplete && at !== undefined && { completionTime: at, conditions: complete(at) }),
    ...(isFailed && at !== undefined && { conditions: [failedCondition(at)] }),
    ...{ terminating: 0, uncountedTerminatedPods: {} },
  };
}

function complete(at: string): readonly object[] {
  return ['SuccessCriteriaMet', 'Complete'].map((type) => ({
    ...{ type, status: 'True', lastProbeTime: at, lastTransitionTime: at },
    ...{ reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' },
  }));
}

/** A failed pod is not replaced here, whatever `backoffLimit` says. */
function failedCondition(at: string): object {
  return {
    ...{ type: 'Failed', status: 'True', lastProbeTime: at, lastTransitionTime: at },
    ...{ reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' },
  };
}
