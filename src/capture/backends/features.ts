import type { Backend } from './backend-name.ts';
import { describeFailure, type StepResult, stepSucceeded } from './step.ts';
import { type Feature, featurePurpose, type Trial } from './trials.ts';

/** Whether one feature works with one backend here, and what is missing without it. */
export interface FeatureReport {
  readonly backend: Backend;
  readonly feature: Feature;
  readonly works: boolean;
  readonly purpose: string;
  /** What the kernel or the tool said where it does not work. */
  readonly message: string;
}

/** @param results one a trial, in the same order; a missing one counts as not tried, and is left out. */
export function reportFeatures(
  trials: readonly Trial[],
  results: readonly (StepResult | undefined)[],
): readonly FeatureReport[] {
  return trials.flatMap((trial, index) => {
    const result = results[index];
    if (!result) return [];
    const works = stepSucceeded(trial.load, result);
    return [
      {
        backend: trial.backend,
        feature: trial.feature,
        works,
        purpose: featurePurpose[trial.feature],
        message: works ? '' : describeFailure(trial.load, result),
      },
    ];
  });
}
