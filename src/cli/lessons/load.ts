import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import type { Lesson } from '../../lessons/read/model.ts';
import { readLesson } from '../../lessons/read/read-lesson.ts';
import { nearest } from '../../manifest/nearest.ts';
import { reportProblems } from '../../manifest/report.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { lessonFolder, lessonNames } from './folder.ts';

/** A lesson with the folder that it was read from. */
export interface LoadedLesson {
  readonly lesson: Lesson;
  /** Absolute. */
  readonly source: string;
}

/**
 * A lesson by its name, or by the path of its folder, which has a slash in it.
 * @throws Failure when there is none, with the nearest name, or when something is wrong with it.
 */
export function loadLesson(name: string): LoadedLesson {
  const source = resolve(lessonFolder(name));
  const file = join(source, 'lesson.yaml');
  if (!existsSync(file)) throw unknownLesson(name);
  const text = readFileSync(file, 'utf8');
  const shown = shortest(file);
  const { lesson, diagnostics } = readLesson({
    name: basename(source),
    file: shown,
    text,
    folders: foldersIn(source),
  });
  process.stderr.write(reportProblems(diagnostics, [{ file: shown, text }]));
  if (lesson === undefined) throw new Failure(exitCodes.usage, `the lesson ${name} is not sound`);
  return { lesson, source };
}

function unknownLesson(name: string): Failure {
  if (name.includes('/'))
    return new Failure(exitCodes.usage, `there is no lesson in ${name}`, 'Its folder needs a lesson.yaml.');
  const names = lessonNames();
  const near = nearest(name, names);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return new Failure(
    exitCodes.usage,
    `there is no lesson ${name}${meant}`,
    `The lessons are ${names.join(', ')}; one of your own is given by the path of its folder, as ./${name}.`,
  );
}

function foldersIn(source: string): readonly string[] {
  return readdirSync(source, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(source, join(entry.parentPath, entry.name)));
}

function shortest(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}
