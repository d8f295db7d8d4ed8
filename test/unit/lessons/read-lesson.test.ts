import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadLesson } from '../../../src/cli/lessons/load.ts';
import { lessonJsonSchema } from '../../../src/lessons/read/json-schema.ts';
import { readLesson } from '../../../src/lessons/read/read-lesson.ts';
import { starterLesson } from '../../../src/lessons/tell/starter.ts';
import { formatDiagnostic } from '../../../src/manifest/diagnostic.ts';

const sound = starterLesson('mine')['lesson.yaml']!;

function problemsOf(text: string, folders = ['files', 'solution']): readonly string[] {
  const { lesson, diagnostics } = readLesson({ name: 'mine', file: 'mine/lesson.yaml', text, folders });
  expect(lesson === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map((one) => formatDiagnostic(one).replace(/^mine\/lesson.yaml:\d+:\d+: error: /, ''));
}

describe('a lesson', () => {
  it('of the starter is sound', () => {
    expect(problemsOf(sound)).toEqual([]);
  });

  it('is told about an unknown field, with the nearest name', () => {
    expect(problemsOf(sound.replace('minutes:', 'minuts:'))).toEqual([
      'minuts: unknown field; did you mean minutes?',
      'minutes is missing',
    ]);
  });

  it('must have every folder that it names', () => {
    expect(problemsOf(sound, ['files', 'solutions'])).toEqual([
      'steps[0].solution.files: there is no folder solution beside lesson.yaml; did you mean solutions?',
    ]);
  });

  it('has checks of exactly one kind each', () => {
    const two = sound.replace(
      '        event:',
      '        log: {pod: web, container: app, pattern: x}\n        event:',
    );
    expect(problemsOf(two)[0]).toMatch(
      /^steps\[0\]\.checks\[0\]: a check has exactly one of .*event and log$/,
    );
    expect(problemsOf(sound.replace(/ {8}event:.*\n/, ''))[0]).toMatch(/this one has none$/);
  });

  it('has patterns that match in linear time, with a group where a value is wanted', () => {
    const withLog = (pattern: string, kind = 'log'): string =>
      sound.replace(/ {8}event:.*\n/, `        ${kind}: {pod: web, container: app, pattern: '${pattern}'}\n`);
    expect(problemsOf(withLog('(?=x)'))[0]).toMatch(
      /^steps\[0\]\.checks\[0\]\.log\.pattern: .*it looks around/,
    );
    expect(problemsOf(withLog('is \\w+', 'changed'))).toEqual([
      'steps[0].checks[0].changed.pattern: it has no group',
    ]);
  });

  it('has each name once', () => {
    const again = sound.slice(sound.indexOf('  - name: ready'));
    expect(problemsOf(`${sound}${again}`)).toEqual(['steps[1].name: ready stands here twice']);
  });

  it('that is empty is an error', () => {
    expect(problemsOf('# nothing\n')).toEqual(['the lesson is empty']);
  });
});

it('the JSON schema knows every kind of check and says what fields are for', () => {
  const text = JSON.stringify(lessonJsonSchema());
  for (const kind of ['order', 'event', 'log', 'requests', 'share', 'changed', 'request', 'connection'])
    expect(text).toContain(`"${kind}":`);
  expect(text).toContain('one moment comes before another');
});

const folder = join(process.cwd(), 'lessons');
const names = readdirSync(folder);

it('nine lessons come with the program, and each is played by a test', () => {
  expect(names).toHaveLength(9);
  const tests = join(process.cwd(), 'test/lessons');
  const texts = readdirSync(tests)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(tests, name), 'utf8'));
  const played = texts.flatMap((text) =>
    [...text.matchAll(/playLesson\('([^']+)'\)/g)].map(([, name]) => name),
  );
  expect(played.sort()).toEqual([...names].sort());
});

it.each(names)('the lesson %s is sound, and its files are there', (name) => {
  const { lesson, source } = loadLesson(name);
  for (const file of lesson.up.files) expect(existsSync(join(source, lesson.files, file))).toBe(true);
  for (const { solution, hints } of lesson.steps) {
    expect(hints.length).toBeGreaterThan(0);
    expect(solution.files ?? solution.with ?? solution.run[0]).toBeDefined();
    // A solution changes files that the lesson has, and brings none of its own.
    const written = solution.files === undefined ? [] : readdirSync(join(source, solution.files));
    for (const file of written) expect(lesson.up.files).toContain(file);
  }
});
