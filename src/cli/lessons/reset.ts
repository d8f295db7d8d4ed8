import { forgotten, recipesAt } from '../../lessons/progress/progress.ts';
import { stepTitle } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { currentLesson } from './current.ts';
import { now } from './now.ts';
import { keepProgress } from './progress-file.ts';
import { endLesson, type LessonOptions, runLesson } from './run-lesson.ts';
import { tell } from './tell.ts';
import { restoreFiles } from './working-folder.ts';

/** `outrider lesson reset`: the step's beginning again, files and pods. */
export async function resetLesson(options: LessonOptions): Promise<number> {
  const { loaded, progress: given } = currentLesson(options);
  const { lesson } = loaded;
  const at = Math.min(given.at, lesson.steps.length - 1);
  const { name } = lesson.steps[at]!;
  const progress = { ...forgotten(given, name), at, with: recipesAt(lesson, at), usedAt: now() };
  await endLesson(progress, options, '--volumes');
  restoreFiles(loaded, at, progress.folder);
  keepProgress(progress);
  await runLesson(loaded, progress, options);
  tell([`${stepTitle(lesson, progress)}: its files and pods are as at its beginning.`]);
  return exitCodes.ok;
}
