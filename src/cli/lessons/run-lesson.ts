import type { Progress } from '../../lessons/progress/progress.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { LoadedLesson } from './load.ts';
import { runOwn } from './own-command.ts';
import { keepProgress, runFile } from './progress-file.ts';
import { stateOfFiles } from './working-folder.ts';

export interface LessonOptions {
  readonly host?: string;
  readonly projectName?: string;
}

/** How long the app containers have to run; a lesson's pods are often meant not to. */
const patience = '60s';

/**
 * Runs the files as they are, from the beginning, and records it. Pods that do not come up are no failure: a lesson begins with
 * what is wrong. @throws Failure for files that cannot be read, and where no engine answers.
 */
export async function runLesson(
  loaded: LoadedLesson,
  progress: Progress,
  options: LessonOptions,
): Promise<Progress> {
  const about = { host: options.host, project: progress.project, folder: progress.folder };
  await endLesson(progress, options);
  const ran = stateOfFiles(loaded, progress);
  const { exitCode, said } = await runOwn(
    [
      ...['up', '--detach', '--timeout', patience, '--record', runFile(progress.project)],
      ...progress.with.flatMap((recipe) => ['--with', recipe]),
      ...['--', ...loaded.lesson.up.files],
    ],
    { ...about, isQuiet: true },
  );
  if (exitCode === exitCodes.usage || exitCode === exitCodes.noEngine)
    throw new Failure(exitCode, said.trim().replace(/^outrider: /, ''));
  process.stderr.write(said);
  const next = { ...progress, ran };
  keepProgress(next);
  return next;
}

/** Ends the lesson's pods and removes everything of theirs. @throws Failure */
export async function endLesson(
  { project, folder }: Progress,
  { host }: LessonOptions,
  ...more: readonly string[]
): Promise<void> {
  const about = { host, project, folder, isQuiet: true };
  const { exitCode, said } = await runOwn(['down', ...more], about);
  if (exitCode !== exitCodes.ok) throw new Failure(exitCode, said.trim().replace(/^outrider: /, ''));
}
