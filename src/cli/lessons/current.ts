import { existsSync } from 'node:fs';
import type { Progress } from '../../lessons/progress/progress.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { type LoadedLesson, loadLesson } from './load.ts';
import { currentProgress } from './progress-file.ts';
import type { LessonOptions } from './run-lesson.ts';

/** The lesson that a command is about, and how far one is with it. */
export interface Current {
  readonly loaded: LoadedLesson;
  readonly progress: Progress;
}

/** @throws Failure when none has begun, or its folder is gone */
export function currentLesson({ projectName }: LessonOptions): Current {
  const progress = currentProgress(projectName);
  if (!existsSync(progress.folder))
    throw new Failure(
      exitCodes.failure,
      `the working folder ${progress.folder} of the lesson ${progress.lesson} is gone`,
      `Begin it anew: outrider lesson start ${progress.lesson}`,
    );
  return { loaded: loadLesson(progress.source), progress };
}
