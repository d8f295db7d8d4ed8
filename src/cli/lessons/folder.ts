import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { recipesFolder } from '../recipes/folder.ts';

/** `lessons/` of the package, beside `recipes/`. */
function lessonsFolder(): string {
  return join(recipesFolder(), '..', 'lessons');
}

/** The folder of a lesson: one that comes with Outrider by its name, any other by a path, which has a slash in it. */
export function lessonFolder(name: string): string {
  return name.includes('/') || name === '.' || name === '..' ? name : join(lessonsFolder(), name);
}

/** The names of the lessons that come with Outrider. */
export function lessonNames(): readonly string[] {
  if (!existsSync(lessonsFolder())) return [];
  return readdirSync(lessonsFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(lessonsFolder(), entry.name, 'lesson.yaml')))
    .map(({ name }) => name)
    .sort();
}
