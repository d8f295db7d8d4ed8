import { describe, expect, it } from '@jest/globals';
import {
  checked,
  currentStep,
  foldersAt,
  forgotten,
  hinted,
  type Progress,
  recipesAt,
  solved,
  stepProgress,
} from '../../../src/lessons/progress/progress.ts';
import {
  lessonCells,
  lessonReport,
  parseReport,
  type Report,
  roomCells,
} from '../../../src/lessons/progress/report.ts';
import type { Lesson, Step } from '../../../src/lessons/read/model.ts';

const step = (name: string, more: Partial<Step>): Step => ({
  ...{ name, title: name, read: '', do: '', checks: [], hints: ['a', 'b'], solution: { run: [] } },
  ...more,
});
const lesson: Lesson = {
  ...{ name: 'mine', title: 'Mine', pattern: 'sidecar', summary: '', minutes: 5, needs: [], files: 'files' },
  up: { files: ['pod.yaml'], with: [] },
  steps: [
    step('one', { solution: { files: 's1', with: ['haproxy'], run: [] } }),
    step('two', { files: 'b2', solution: { files: 's2', run: [] } }),
    step('three', {}),
  ],
};
const begun: Progress = {
  ...{
    version: 1,
    lesson: 'mine',
    source: '/l/mine',
    folder: '/w',
    project: 'mine',
    at: 0,
    with: [],
    steps: {},
  },
  ...{ begunAt: '2026-01-01T00:00:00Z', usedAt: '2026-01-01T00:00:00Z' },
};

describe('the beginning of a step', () => {
  it('has the files of the lesson, of the steps before it with their solutions, and its own', () => {
    expect(foldersAt(lesson, 0)).toEqual(['files']);
    expect(foldersAt(lesson, 1)).toEqual(['files', 's1', 'b2']);
    expect(foldersAt(lesson, 2)).toEqual(['files', 's1', 'b2', 's2']);
  });

  it('has the recipes that the solutions before it have left', () => {
    expect([0, 1, 2].map((at) => recipesAt(lesson, at))).toEqual([[], ['haproxy'], ['haproxy']]);
  });
});

describe('progress', () => {
  it('keeps when a step was green for the first time, also when a check is red later', () => {
    const first = checked(begun, 'one', { a: 'red', b: 'green' }, 't1');
    expect(stepProgress(first, 'one').greenAt).toBeUndefined();
    const second = checked(first, 'one', { a: 'green', b: 'green' }, 't2');
    const third = checked(second, 'one', { a: 'red', b: 'green' }, 't3');
    expect(stepProgress(third, 'one')).toEqual({
      ...{ hints: 0, solved: false, greenAt: 't2' },
      checks: { a: 'red', b: 'green' },
    });
  });

  it('counts hints up to the last one, and forgets a step at a reset', () => {
    const [one] = lesson.steps as [Step, ...Step[]];
    const all = [1, 2, 3].reduce((progress) => hinted(progress, one), begun);
    expect(stepProgress(all, 'one').hints).toBe(2);
    expect(stepProgress(forgotten(all, 'one'), 'one').hints).toBe(0);
  });

  it('of a lesson that has become shorter is at its last step', () => {
    expect(currentStep(lesson, { ...begun, at: 7 }).name).toBe('three');
  });
});

describe('a report', () => {
  const one = checked(begun, 'one', { a: 'green' }, 't1');
  const two = checked(solved(one, 'two'), 'two', { a: 'green' }, 't2');
  const report = lessonReport(lesson, checked(two, 'three', { a: 'red' }, 't3'));
  const of = (who: string, lessons: Report['lessons']): Report => ({
    ...{ format: 'outrider-lessons', version: 1, made: 't' },
    ...{ who, lessons },
  });

  it('tells what is done, and what of it without the solution', () => {
    expect(report.steps.map(({ name, is, solved: by }) => [name, is, by])).toEqual([
      ['one', 'green', false],
      ['two', 'green', true],
      ['three', 'red', false],
    ]);
    expect(lessonCells(report)).toEqual(['mine', '2/3', 1, 0, 'Mine']);
  });

  it('of a room has a row for each person and lesson, by name, with those who have not begun', () => {
    expect(roomCells([of('zoe', [report]), of('anna', [])])).toEqual([
      ['anna', '-', '-', 0, 0, '-'],
      ['zoe', 'mine', '2/3', 1, 0, 'three'],
    ]);
  });

  it('is read back from its text, and what is none is refused', () => {
    expect(parseReport(JSON.stringify(of('anna', [report])))).toEqual(of('anna', [report]));
    for (const text of [
      '',
      '[]',
      'null',
      '{"format":"outrider-lessons","version":1,"who":"x","lessons":[1]}',
    ])
      expect(parseReport(text)).toBeUndefined();
  });
});
