import { areGreen } from '../../lessons/check/judge.ts';
import type { Progress } from '../../lessons/progress/progress.ts';
import { judgedText, stepText, stepTitle } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { currentLesson } from './current.ts';
import { isRunning } from './is-running.ts';
import { type JudgeOptions, judgeStep } from './judge-step.ts';
import type { LoadedLesson } from './load.ts';
import { now } from './now.ts';
import { keepProgress } from './progress-file.ts';
import { runLesson } from './run-lesson.ts';
import { tell } from './tell.ts';
import { stateOfFiles, writeFiles } from './working-folder.ts';

/** `outrider lesson next`: the next step, once every check of this one is green. */
export async function nextStep(options: JudgeOptions): Promise<number> {
  const { loaded, progress: given } = currentLesson(options);
  const { judged, progress } = await judgeStep(loaded, given, options);
  if (!areGreen(judged)) {
    tell([
      stepTitle(loaded.lesson, progress),
      '',
      ...judgedText(judged.filter(({ verdict }) => verdict.is !== 'green')),
      '',
      'It goes on when all is green. `outrider lesson solve` shows a solution.',
    ]);
    return exitCodes.failure;
  }
  if (progress.at >= loaded.lesson.steps.length - 1) {
    tell([
      `That was the last step of "${loaded.lesson.title}".`,
      '`outrider lesson end` removes its pods; the files stay. `outrider lesson list` shows the others.',
    ]);
    return exitCodes.ok;
  }
  tell(stepText(loaded.lesson, await begin(loaded, progress, options)));
  return exitCodes.ok;
}

/** The next step, with what it begins with. Pods that run already with these files run on. */
async function begin(
  loaded: LoadedLesson,
  { at, ...rest }: Progress,
  options: JudgeOptions,
): Promise<Progress> {
  const progress = { ...rest, at: at + 1, usedAt: now() };
  const { files } = loaded.lesson.steps[progress.at]!;
  if (files !== undefined) writeFiles(loaded.source, [files], progress.folder);
  keepProgress(progress);
  const isSame = progress.ran === stateOfFiles(loaded, progress);
  if (isSame && (await isRunning(progress, options))) return progress;
  return runLesson(loaded, progress, options);
}
