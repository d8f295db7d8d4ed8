import { checkFields } from '../../manifest/check/fields.ts';
import { typeProblem } from '../../manifest/check/types.ts';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { parseDocuments, type SourceDocument } from '../../manifest/documents.ts';
import { locate } from '../../manifest/locate.ts';
import type { Problem } from '../../manifest/problem.ts';
import type { CheckInput } from './checks-schema.ts';
import type { Check, Lesson, Question, Step } from './model.ts';
import { kindsOf, ownProblems } from './own-problems.ts';
import { type LessonInput, lessonSchema, type StepInput } from './schema.ts';

/** What a lesson's folder holds. */
export interface LessonSource {
  /** The name of the folder. */
  readonly name: string;
  /** The path of `lesson.yaml`, as it is called in messages. */
  readonly file: string;
  readonly text: string;
  /** The folders below it, by their paths. */
  readonly folders: readonly string[];
}

interface Read {
  /** Undefined when anything is wrong. */
  readonly lesson: Lesson | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A lesson from its `lesson.yaml`; everything wrong with it at once. */
export function readLesson(source: LessonSource): Read {
  const { documents, diagnostics } = parseDocuments(source);
  const [document] = documents;
  if (document === undefined) {
    const empty = { severity: 'error', code: 'lesson', message: 'the lesson is empty' } as const;
    const nothing = { ...empty, file: source.file, line: 1, column: 1 };
    return { lesson: undefined, diagnostics: diagnostics.length > 0 ? diagnostics : [nothing] };
  }
  const { input, problems: wrong } = checkTypes(document);
  const problems = input === undefined ? wrong : [...wrong, ...ownProblems(input, source.folders)];
  const found = [...diagnostics, ...problems.map(locate(document))];
  const isSound = input !== undefined && !found.some(({ severity }) => severity === 'error');
  return { lesson: isSound ? toLesson(input, source.name) : undefined, diagnostics: found };
}

function checkTypes(document: SourceDocument): {
  readonly input: LessonInput | undefined;
  readonly problems: readonly Problem[];
} {
  const fields = checkFields(lessonSchema, document.value);
  const parsed = lessonSchema.safeParse(fields.value);
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems = [...fields.problems, ...issues.map((issue) => typeProblem(issue, fields.value))];
  return { input: parsed.success ? parsed.data : undefined, problems };
}

function toLesson({ needs = [], up, steps, ...rest }: LessonInput, name: string): Lesson {
  return { ...rest, name, needs, up: { files: up.files, with: up.with ?? [] }, steps: steps.map(toStep) };
}

function toStep({ name, title, read, do: task, files, checks, hints = [], solution }: StepInput): Step {
  return {
    ...{ name, title, read, do: task, hints },
    ...(files !== undefined && { files }),
    checks: checks.map(toCheck),
    solution: {
      ...(solution.files !== undefined && { files: solution.files }),
      ...(solution.with && { with: solution.with }),
      run: solution.run ?? [],
    },
  };
}

function toCheck(input: CheckInput): Check {
  const [kind] = kindsOf(input);
  return { name: input.name, says: input.says, question: { kind, asked: input[kind!] } as Question };
}
