import { stepText } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { currentLesson } from './current.ts';
import type { LessonOptions } from './run-lesson.ts';
import { tell } from './tell.ts';

/** `outrider lesson show`: the step that one is at, once more. */
export function showLesson(options: LessonOptions): number {
  const { loaded, progress } = currentLesson(options);
  tell(stepText(loaded.lesson, progress));
  return exitCodes.ok;
}
