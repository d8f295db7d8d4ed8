import type { Progress } from '../../lessons/progress/progress.ts';
import { isRunning } from './is-running.ts';
import type { LoadedLesson } from './load.ts';
import { now } from './now.ts';
import { keepProgress } from './progress-file.ts';
import { type LessonOptions, runLesson } from './run-lesson.ts';
import { stateOfFiles, writeFiles } from './working-folder.ts';

/** The next step, with what it begins with. Pods that run already with these files run on. */
export async function beginNext(
  loaded: LoadedLesson,
  { at, ...rest }: Progress,
  options: LessonOptions,
): Promise<Progress> {
  const progress = { ...rest, at: at + 1, usedAt: now() };
  const { files } = loaded.lesson.steps[progress.at]!;
  if (files !== undefined) writeFiles(loaded.source, [files], progress.folder);
  keepProgress(progress);
  const isSame = progress.ran === stateOfFiles(loaded, progress);
  if (isSame && (await isRunning(progress, options))) return progress;
  return runLesson(loaded, progress, options);
}
