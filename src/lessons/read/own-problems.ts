import { parsePattern } from '../../logs/filter/pattern.ts';
import { ownIdFinder } from '../../logs/trace/own-id.ts';
import { nearest } from '../../manifest/nearest.ts';
import { error, type Path, type Problem } from '../../manifest/problem.ts';
import { type CheckInput, type CheckKind, checkKinds } from './checks-schema.ts';
import type { LessonInput } from './schema.ts';

const kinds = Object.keys(checkKinds) as readonly CheckKind[];

/** The kinds that a check has. A sound one has exactly one. */
export function kindsOf(check: CheckInput): readonly CheckKind[] {
  return kinds.filter((kind) => check[kind] !== undefined);
}

/** What no type can say: names that stand twice, folders that are missing, patterns that are none. */
export function ownProblems(input: LessonInput, folders: readonly string[]): readonly Problem[] {
  return [
    ...repeated(
      input.steps.map(({ name }) => name),
      (index) => ['steps', index, 'name'],
    ),
    ...missingFolders(input, folders),
    ...input.steps.flatMap(({ checks }, step) => [
      ...repeated(
        checks.map(({ name }) => name),
        (index) => ['steps', step, 'checks', index, 'name'],
      ),
      ...checks.flatMap((check, index) => checkProblems(check, ['steps', step, 'checks', index])),
    ]),
  ];
}

function repeated(names: readonly string[], path: (index: number) => Path): readonly Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [error('duplicate-name', path(index), `${name} stands here twice`)],
  );
}

function missingFolders(input: LessonInput, folders: readonly string[]): readonly Problem[] {
  const named: readonly (readonly [Path, string | undefined])[] = [
    [['files'], input.files],
    ...input.steps.flatMap((step, index) => [
      [['steps', index, 'files'], step.files] as const,
      [['steps', index, 'solution', 'files'], step.solution.files] as const,
    ]),
  ];
  return named
    .filter(([, folder]) => folder !== undefined && !folders.includes(folder))
    .map(([path, folder]) => {
      const near = nearest(folder!, folders);
      const meant = near === undefined ? '' : `; did you mean ${near}?`;
      return error('lesson', path, `there is no folder ${folder} beside lesson.yaml${meant}`);
    });
}

function checkProblems(check: CheckInput, path: Path): readonly Problem[] {
  const found = kindsOf(check);
  if (found.length !== 1) {
    const has = found.length === 0 ? 'none' : found.join(' and ');
    return [error('lesson', path, `a check has exactly one of ${kinds.join(', ')}; this one has ${has}`)];
  }
  const [kind] = found as [CheckKind];
  const asked = check[kind] as Readonly<Record<string, unknown>>;
  const patterns = ['pattern', 'never', 'answered', 'lost', 'of', 'matches'];
  return patterns.flatMap((key) => {
    const text = asked[key];
    const wrong = typeof text === 'string' ? wrongPattern(text, kind === 'changed') : undefined;
    return wrong === undefined ? [] : [error('lesson', [...path, kind, key], wrong)];
  });
}

function wrongPattern(text: string, needsGroup: boolean): string | undefined {
  const parsed = parsePattern(text);
  if (!parsed.ok) return `${parsed.message}; ${parsed.hint}`;
  if (!needsGroup) return undefined;
  try {
    ownIdFinder(text);
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
