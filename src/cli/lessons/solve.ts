import { currentStep, solved } from '../../lessons/progress/progress.ts';
import { stepTitle } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { awaitReady } from './await-ready.ts';
import { currentLesson } from './current.ts';
import { isRunning } from './is-running.ts';
import { now } from './now.ts';
import { runOwn } from './own-command.ts';
import { keepProgress } from './progress-file.ts';
import { type LessonOptions, runLesson } from './run-lesson.ts';
import { tell } from './tell.ts';
import { stateOfFiles, writeFiles } from './working-folder.ts';

/** `outrider lesson solve`: writes the solution, runs it, and gives the commands that it takes. */
export async function solveLesson(options: LessonOptions): Promise<number> {
  const { loaded, progress: given } = currentLesson(options);
  const { lesson, source } = loaded;
  const { solution, name } = currentStep(lesson, given);
  if (solution.files !== undefined) writeFiles(source, [solution.files], given.folder);
  const marked = { ...solved(given, name), ...(solution.with && { with: solution.with }), usedAt: now() };
  keepProgress(marked);
  const isSame = marked.ran === stateOfFiles(loaded, marked) && (await isRunning(marked, options));
  const progress = isSame ? marked : await runLesson(loaded, marked, options);
  tell([`${stepTitle(lesson, progress)}: solved.`]);
  if (solution.files !== undefined) tell([`  its files are in ${progress.folder}`]);
  if (solution.with) tell([`  outrider lesson up ${solution.with.map((one) => `--with ${one}`).join(' ')}`]);
  if (solution.run.length > 0) await awaitReady(progress.project);
  for (const words of solution.run) {
    tell([`  outrider ${words.join(' ')}`]);
    const about = { host: options.host, project: progress.project, folder: progress.folder };
    const { exitCode, said } = await runOwn(words, { ...about, isQuiet: true });
    if (exitCode !== 0)
      throw new Failure(exitCode, `the solution could not be run: ${said.trim().replace(/^outrider: /, '')}`);
  }
  tell(['`outrider lesson check` judges it, `outrider lesson reset` takes it back.']);
  return exitCodes.ok;
}
