import { areGreen } from '../../lessons/check/judge.ts';
import { currentStep } from '../../lessons/progress/progress.ts';
import { colourOf, judgedText, stepTitle } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { currentLesson } from './current.ts';
import { type JudgeOptions, judgeStep } from './judge-step.ts';
import { tell } from './tell.ts';

/** `outrider lesson check`: each check red or green, with the reason. The exit code is 1 when one is red. */
export async function checkLesson(options: JudgeOptions & { readonly json: boolean }): Promise<number> {
  const { loaded, progress: given } = currentLesson(options);
  const { judged, progress } = await judgeStep(loaded, given, options);
  const isGreen = areGreen(judged);
  if (options.json) {
    const { lesson, project } = progress;
    const checks = judged.map(({ check, verdict }) => ({
      name: check.name,
      is: colourOf(verdict),
      says: check.says,
      reason: verdict.reason,
    }));
    const step = currentStep(loaded.lesson, progress).name;
    process.stdout.write(`${JSON.stringify({ lesson, project, step, isGreen, checks })}\n`);
  } else
    tell([
      stepTitle(loaded.lesson, progress),
      '',
      ...judgedText(judged),
      '',
      isGreen
        ? 'All green. `outrider lesson next` goes on.'
        : '`outrider lesson hint` helps, `outrider why` says what is wrong with a pod.',
    ]);
  return isGreen ? exitCodes.ok : exitCodes.failure;
}
