import type { Judged } from '../check/judge.ts';
import type { Verdict } from '../check/verdict.ts';
import { currentStep, type Progress, stepProgress } from '../progress/progress.ts';
import type { Lesson } from '../read/model.ts';

/** The step that one is at: what to know, what to do, and what is checked. */
export function stepText(lesson: Lesson, progress: Progress): readonly string[] {
  const { read, do: task, checks, name } = currentStep(lesson, progress);
  const known = stepProgress(progress, name).checks;
  return [
    stepTitle(lesson, progress),
    '',
    ...paragraphs(read),
    '',
    'Do:',
    '',
    ...paragraphs(task).map(indented),
    '',
    'Checks:',
    '',
    ...checks.map((check) => indented(`${(known[check.name] ?? '-').padEnd(7)}${check.says}`)),
  ];
}

/** `Step 1 of 2: A proxy that comes too late`. */
export function stepTitle(lesson: Lesson, progress: Progress): string {
  const at = Math.min(progress.at, lesson.steps.length - 1);
  return `Step ${at + 1} of ${lesson.steps.length}: ${lesson.steps[at]!.title}`;
}

/** The verdicts with their reasons. */
export function judgedText(judged: readonly Judged[]): readonly string[] {
  return judged.flatMap(({ check, verdict }) => [
    indented(`${colourOf(verdict).padEnd(7)}${check.says}`),
    indented(`${' '.repeat(7)}${verdict.reason}`),
  ]);
}

/** When time is up, what nothing has told yet is red. */
export function colourOf({ is }: Verdict): 'green' | 'red' {
  return is === 'green' ? 'green' : 'red';
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

/** The lines of a text as they were written; line breaks at its ends are left out. */
export function paragraphs(text: string): readonly string[] {
  return text.replace(/^\n+|\s+$/g, '').split('\n');
}
