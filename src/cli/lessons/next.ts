import { areGreen } from '../../lessons/check/judge.ts';
import { judgedText, stepText, stepTitle } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { beginNext } from './begin-next.ts';
import { currentLesson } from './current.ts';
import { type JudgeOptions, judgeStep } from './judge-step.ts';
import { tell } from './tell.ts';

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
  tell(stepText(loaded.lesson, await beginNext(loaded, progress, options)));
  return exitCodes.ok;
}
