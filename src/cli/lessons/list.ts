import { lessonReport } from '../../lessons/progress/report.ts';
import { exitCodes } from '../exit-codes.ts';
import { printTable } from '../output/table.ts';
import { lessonNames } from './folder.ts';
import { type LoadedLesson, loadLesson } from './load.ts';
import { allProgress } from './progress-file.ts';

/** `outrider lesson list`: the lessons that come with Outrider, and how far one is with each. */
export function listLessons({ output }: { readonly output: 'table' | 'json' }): number {
  const all = lessonNames().map(loadLesson);
  if (output === 'json') process.stdout.write(`${JSON.stringify(all.map(described), null, 2)}\n`);
  else
    printTable(
      ['NAME', 'PATTERN', 'MINUTES', 'STEPS', 'SUMMARY'],
      all.map((one) => [
        one.lesson.name,
        one.lesson.pattern,
        one.lesson.minutes,
        doneOf(one),
        one.lesson.summary,
      ]),
    );
  return exitCodes.ok;
}

function described({ lesson }: LoadedLesson): object {
  const { name, title, pattern, summary, minutes, needs, steps } = lesson;
  return { name, title, pattern, summary, minutes, needs, steps: steps.map((step) => step.name) };
}

/** `2`, or `1/2` once it has begun. */
function doneOf({ lesson, source }: LoadedLesson): string {
  const progress = allProgress().find((one) => one.source === source);
  if (!progress) return String(lesson.steps.length);
  const { steps } = lessonReport(lesson, progress);
  return `${steps.filter(({ is }) => is === 'green').length}/${steps.length}`;
}
