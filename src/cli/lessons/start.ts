import { existsSync, readdirSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { type Progress, recipesAt } from '../../lessons/progress/progress.ts';
import { stepText } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { projectName } from '../project-name.ts';
import { type LoadedLesson, loadLesson } from './load.ts';
import { now } from './now.ts';
import { keepProgress, readProgress } from './progress-file.ts';
import { endLesson, type LessonOptions, runLesson } from './run-lesson.ts';
import { tell } from './tell.ts';
import { restoreFiles } from './working-folder.ts';

interface StartOptions extends LessonOptions {
  /** A lesson that has begun already begins anew. */
  readonly again: boolean;
}

/** `outrider lesson start NAME [FOLDER]`: the files into a working folder, the pods up, and the first step. */
export async function startLesson(
  name: string,
  given: string | undefined,
  options: StartOptions,
): Promise<number> {
  const loaded = loadLesson(name);
  const { lesson, source } = loaded;
  const folder = resolve(given ?? lesson.name);
  const project = projectName(options.projectName ?? basename(folder), []);
  const before = readProgress(project);
  if (before && !options.again) throw begunAlready(before, name, folder);
  if (!before) refuseOthersFiles(folder, lesson.name);
  if (before && existsSync(before.folder)) await endLesson(before, options, '--volumes');
  restoreFiles(loaded, 0, folder);
  const begun = { begunAt: now(), usedAt: now(), at: 0, with: recipesAt(lesson, 0), steps: {} };
  const progress: Progress = { version: 1, lesson: lesson.name, source, folder, project, ...begun };
  keepProgress(progress);
  tell(welcome(loaded, progress));
  await runLesson(loaded, progress, options);
  tell([
    ...stepText(lesson, progress),
    '',
    '`outrider lesson check` judges, `hint` helps, `reset` begins the step anew, `solve` shows a solution.',
  ]);
  return exitCodes.ok;
}

function welcome({ lesson }: LoadedLesson, { folder, project }: Progress): readonly string[] {
  const near = relative(process.cwd(), folder);
  return [
    `${lesson.title} (${lesson.pattern}, ${lesson.minutes} minutes)`,
    lesson.summary,
    '',
    `Its files are in ${near.startsWith('..') ? folder : near || '.'}, its pods are of the project ${project}.`,
    '',
  ];
}

function begunAlready({ lesson, folder: begunIn }: Progress, name: string, folder: string): Failure {
  return new Failure(
    exitCodes.failure,
    `the lesson ${lesson} has begun already, in ${begunIn}`,
    begunIn === folder
      ? `Go on with \`outrider lesson show\`, or begin anew with \`outrider lesson start ${name} --again\`.`
      : `Go on there, begin anew with --again, or name another project: outrider -p NAME lesson start ${name}`,
  );
}

function refuseOthersFiles(folder: string, name: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new Failure(
    exitCodes.usage,
    `${folder} is there already, with files that are not of this lesson`,
    `Name another folder: outrider lesson start ${name} FOLDER`,
  );
}
