import type { Lesson } from '../read/model.ts';
import { type Progress, stepProgress } from './progress.ts';

/** How far one person is, as a program reads it and as a folder of an instructor keeps it. */
export interface Report {
  readonly format: 'outrider-lessons';
  readonly version: 1;
  readonly who: string;
  /** RFC 3339; when it was made. */
  readonly made: string;
  readonly lessons: readonly LessonReport[];
}

export interface LessonReport {
  readonly lesson: string;
  readonly title: string;
  readonly begunAt: string;
  readonly steps: readonly StepReport[];
}

interface StepReport {
  readonly name: string;
  readonly is: 'green' | 'red' | 'untouched';
  readonly greenAt?: string;
  readonly hints: number;
  readonly solved: boolean;
}

export function lessonReport(lesson: Lesson, progress: Progress): LessonReport {
  const steps = lesson.steps.map(({ name }): StepReport => {
    const { greenAt, hints, solved } = stepProgress(progress, name);
    const isTouched = progress.steps[name] !== undefined;
    const is = greenAt !== undefined ? 'green' : isTouched ? 'red' : 'untouched';
    return { name, is, ...(greenAt !== undefined && { greenAt }), hints, solved };
  });
  return { lesson: lesson.name, title: lesson.title, begunAt: progress.begunAt, steps };
}

/** The cells of one lesson: how many steps are done, by one's own hand, and with how many hints. */
export function lessonCells({ lesson, title, steps }: LessonReport): readonly (string | number)[] {
  return [lesson, doneOf(steps), steps.filter(isOwn).length, hintsOf(steps), title];
}

export const lessonHeads = ['LESSON', 'DONE', 'BY ONESELF', 'HINTS', 'TITLE'];

/** A room: a row for each person and lesson, in the order of their names. */
export function roomCells(reports: readonly Report[]): readonly (readonly (string | number)[])[] {
  return reports
    .toSorted((one, other) => one.who.localeCompare(other.who))
    .flatMap(({ who, lessons }) =>
      lessons.length === 0
        ? [[who, '-', '-', 0, 0, '-']]
        : lessons.map((lesson) => [who, ...roomRow(lesson)]),
    );
}

export const roomHeads = ['WHO', 'LESSON', 'DONE', 'BY ONESELF', 'HINTS', 'AT'];

function roomRow({ lesson, steps }: LessonReport): readonly (string | number)[] {
  const at = steps.find(({ is }) => is !== 'green');
  return [lesson, doneOf(steps), steps.filter(isOwn).length, hintsOf(steps), at?.name ?? 'the end'];
}

function doneOf(steps: readonly StepReport[]): string {
  return `${steps.filter(({ is }) => is === 'green').length}/${steps.length}`;
}

function isOwn({ is, solved }: StepReport): boolean {
  return is === 'green' && !solved;
}

function hintsOf(steps: readonly StepReport[]): number {
  return steps.reduce((sum, { hints }) => sum + hints, 0);
}

/** A report from the text of a file; undefined for what is none. */
export function parseReport(text: string): Report | undefined {
  try {
    const found = JSON.parse(text) as Partial<Report>;
    const isOne = found.format === 'outrider-lessons' && found.version === 1 && isWhole(found);
    return isOne ? (found as Report) : undefined;
  } catch {
    return undefined;
  }
}

function isWhole({ who, lessons }: Partial<Report>): boolean {
  return (
    typeof who === 'string' &&
    Array.isArray(lessons) &&
    lessons.every((one) => typeof one?.lesson === 'string' && Array.isArray(one.steps))
  );
}
