import { exitCodes } from '../exit-codes.ts';
import { currentLesson } from './current.ts';
import { now } from './now.ts';
import { type LessonOptions, runLesson } from './run-lesson.ts';
import { tell } from './tell.ts';

interface UpOptions extends LessonOptions {
  /** The recipes from now on. None are those that were. */
  readonly with: readonly string[];
}

/** `outrider lesson up`: runs the working folder's files from the beginning, with recipes where some are given. */
export async function upLesson(options: UpOptions): Promise<number> {
  const { loaded, progress: given } = currentLesson(options);
  const recipes = options.with.length > 0 ? options.with : given.with;
  const progress = { ...given, with: recipes, usedAt: now() };
  await runLesson(loaded, progress, options);
  tell(['It runs. `outrider lesson check` judges it, `outrider attach` shows it.']);
  return exitCodes.ok;
}
