import { setTimeout as delay } from 'node:timers/promises';
import { type Judged, judgeAll } from '../../lessons/check/judge.ts';
import type { Progress } from '../../lessons/progress/progress.ts';
import { checked, currentStep } from '../../lessons/progress/progress.ts';
import { colourOf } from '../../lessons/tell/step-text.ts';
import { gather } from './gather.ts';
import type { LoadedLesson } from './load.ts';
import { now } from './now.ts';
import { keepProgress } from './progress-file.ts';
import { type LessonOptions, runLesson } from './run-lesson.ts';
import { stateOfFiles } from './working-folder.ts';

export interface JudgeOptions extends LessonOptions {
  /** How long a check has to become green, in milliseconds. */
  readonly within: number;
}

/** What is so of a step, and how far one is with that. */
export interface JudgedStep {
  readonly judged: readonly Judged[];
  readonly progress: Progress;
}

/** How often it is looked again. */
const everyMs = 500;

/**
 * Runs the files where they are others than those that ran, waits until nothing is open or time is up, and keeps the verdicts.
 * @throws Failure for files that cannot be read
 */
export async function judgeStep(
  loaded: LoadedLesson,
  given: Progress,
  options: JudgeOptions,
): Promise<JudgedStep> {
  const progress = await runIfChanged(loaded, given, options);
  const step = currentStep(loaded.lesson, progress);
  const where = { host: options.host, project: progress.project };
  const end = performance.now() + options.within;
  let judged = judgeAll(step.checks, await gather(step.checks, where));
  while (judged.some(({ verdict }) => verdict.is === 'waiting') && performance.now() < end) {
    await delay(everyMs);
    judged = judgeAll(step.checks, await gather(step.checks, where));
  }
  const verdicts = Object.fromEntries(judged.map(({ check, verdict }) => [check.name, colourOf(verdict)]));
  const next = { ...checked(progress, step.name, verdicts, now()), usedAt: now() };
  keepProgress(next);
  return { judged, progress: next };
}

async function runIfChanged(
  loaded: LoadedLesson,
  progress: Progress,
  options: LessonOptions,
): Promise<Progress> {
  if (progress.ran === stateOfFiles(loaded, progress)) return progress;
  process.stderr.write('outrider: the files have changed; they are run from the beginning\n');
  return runLesson(loaded, progress, options);
}
