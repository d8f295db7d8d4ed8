import type { Lesson, Step } from '../read/model.ts';

/** How far somebody is with one step. */
export interface StepProgress {
  /** RFC 3339; when every check of it was green for the first time. */
  readonly greenAt?: string;
  /** How many hints were shown. */
  readonly hints: number;
  /** `solve` was used. */
  readonly solved: boolean;
  /** The newest verdict of each check, by name. */
  readonly checks: Readonly<Record<string, 'green' | 'red'>>;
}

/** How far somebody is with a lesson in one working folder. */
export interface Progress {
  readonly version: 1;
  /** The lesson's name, and the folder that it was read from. */
  readonly lesson: string;
  readonly source: string;
  /** The working folder. */
  readonly folder: string;
  readonly project: string;
  /** RFC 3339. */
  readonly begunAt: string;
  /** RFC 3339; when the last command about it was given. */
  readonly usedAt: string;
  /** The step that one is at, from 0. */
  readonly at: number;
  /** The recipes that the pods run with. */
  readonly with: readonly string[];
  /** What the files were like when they were run for the last time. Absent before that. */
  readonly ran?: string;
  readonly steps: Readonly<Record<string, StepProgress>>;
}

const nothing: StepProgress = { hints: 0, solved: false, checks: {} };

export function stepProgress(progress: Progress, step: string): StepProgress {
  return progress.steps[step] ?? nothing;
}

/** The step that one is at. A lesson that has become shorter ends with its last one. */
export function currentStep({ steps }: Lesson, { at }: Progress): Step {
  return steps[Math.min(at, steps.length - 1)]!;
}

function withStep(progress: Progress, step: string, change: Partial<StepProgress>): Progress {
  const next = { ...stepProgress(progress, step), ...change };
  return { ...progress, steps: { ...progress.steps, [step]: next } };
}

/** After checks were judged. @param now RFC 3339 */
export function checked(
  progress: Progress,
  step: string,
  checks: Readonly<Record<string, 'green' | 'red'>>,
  now: string,
): Progress {
  const isGreen = Object.values(checks).every((one) => one === 'green');
  const first = stepProgress(progress, step).greenAt === undefined;
  return withStep(progress, step, { checks, ...(isGreen && first && { greenAt: now }) });
}

export function hinted(progress: Progress, { name, hints }: Step): Progress {
  return withStep(progress, name, { hints: Math.min(stepProgress(progress, name).hints + 1, hints.length) });
}

export function solved(progress: Progress, step: string): Progress {
  return withStep(progress, step, { solved: true });
}

/** As before the step began. */
export function forgotten(progress: Progress, step: string): Progress {
  const { [step]: _, ...steps } = progress.steps;
  return { ...progress, steps };
}

/** The recipes at the beginning of a step: what the solutions before it have left. */
export function recipesAt({ up, steps }: Lesson, at: number): readonly string[] {
  const changes = steps.slice(0, at).flatMap(({ solution }) => (solution.with ? [solution.with] : []));
  return changes.at(-1) ?? up.with;
}

/** The folders of the lesson whose files make the beginning of a step, each over those before it. */
export function foldersAt({ files, steps }: Lesson, at: number): readonly string[] {
  const before = steps.slice(0, at).flatMap((step) => [step.files, step.solution.files]);
  return [files, ...before, steps[at]?.files].filter((folder) => folder !== undefined);
}
