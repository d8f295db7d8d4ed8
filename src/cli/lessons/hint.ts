import { currentStep, hinted, stepProgress } from '../../lessons/progress/progress.ts';
import { paragraphs } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { currentLesson } from './current.ts';
import { now } from './now.ts';
import { keepProgress } from './progress-file.ts';
import type { LessonOptions } from './run-lesson.ts';
import { tell } from './tell.ts';

/** `outrider lesson hint`: one hint more each time. */
export function hintLesson(options: LessonOptions): number {
  const { loaded, progress } = currentLesson(options);
  const step = currentStep(loaded.lesson, progress);
  const { hints } = step;
  if (hints.length === 0) {
    tell(['This step has no hint. `outrider lesson solve` shows a solution.']);
    return exitCodes.ok;
  }
  const next = hinted(progress, step);
  keepProgress({ ...next, usedAt: now() });
  const shown = stepProgress(next, step.name).hints;
  tell(
    hints.slice(0, shown).flatMap((hint, index) => {
      const [first = '', ...rest] = paragraphs(hint);
      return [`${index + 1}. ${first}`, ...rest.map((line) => `   ${line}`)];
    }),
  );
  if (shown === hints.length) tell(['That was the last hint. `outrider lesson solve` shows a solution.']);
  return exitCodes.ok;
}
