import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { foldersAt, type Progress } from '../../lessons/progress/progress.ts';
import type { LoadedLesson } from './load.ts';

/** Writes the files of folders of the lesson into the working folder, each over those before it. */
export function writeFiles(source: string, folders: readonly string[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of folders) cpSync(join(source, name), folder, { recursive: true });
}

/** Brings back the files of a step's beginning. Files that the lesson does not know are left as they are. */
export function restoreFiles({ lesson, source }: LoadedLesson, at: number, folder: string): void {
  for (const file of knownFiles({ lesson, source })) rmSync(join(folder, file), { force: true });
  writeFiles(source, foldersAt(lesson, at), folder);
}

/** The files that a lesson writes at any time, and those that it runs, by their paths in the working folder. */
function knownFiles({ lesson, source }: LoadedLesson): readonly string[] {
  const folders = new Set([
    ...foldersAt(lesson, lesson.steps.length - 1),
    ...lesson.steps.flatMap(({ solution }) => solution.files ?? []),
  ]);
  const written = [...folders].flatMap((folder) => filesIn(join(source, folder)));
  return [...new Set([...written, ...lesson.up.files])].sort();
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** What the lesson's files in the working folder and its recipes are like now: equal when they are the same. */
export function stateOfFiles(loaded: LoadedLesson, { folder, with: recipes }: Progress): string {
  const hash = createHash('sha256').update(JSON.stringify(recipes));
  for (const file of knownFiles(loaded)) {
    const path = join(folder, file);
    if (existsSync(path)) hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}
