import { exitCodes } from '../exit-codes.ts';
import { currentLesson } from './current.ts';
import { forgetRun } from './progress-file.ts';
import { endLesson, type LessonOptions } from './run-lesson.ts';
import { tell } from './tell.ts';

/** `outrider lesson end`: removes the pods and everything of theirs. The working folder stays, and how far one is. */
export async function endOfLesson(options: LessonOptions): Promise<number> {
  const { progress } = currentLesson(options);
  await endLesson(progress, options, '--volumes');
  forgetRun(progress.project);
  tell([
    `The pods of ${progress.lesson} are removed. Its files stay in ${progress.folder}.`,
    '`outrider lesson reset` runs the step again.',
  ]);
  return exitCodes.ok;
}
