import type { Asked, CheckKind } from './checks-schema.ts';
import type { LessonInput, StepInput } from './schema.ts';

/** What a check asks for: one kind, and what that kind needs. */
export type Question = {
  readonly [K in CheckKind]: { readonly kind: K; readonly asked: Asked<K> };
}[CheckKind];

/** One thing that is green or red. */
export interface Check {
  readonly name: string;
  /** One sentence: what is so when it is green. */
  readonly says: string;
  readonly question: Question;
}

/** What `solve` does. */
export interface Solution {
  /** A folder of the lesson. */
  readonly files?: string;
  /** The recipes from then on. Absent where they stay as they are. */
  readonly with?: readonly string[];
  /** Commands of outrider, each a list of its words. */
  readonly run: readonly (readonly string[])[];
}

export interface Step extends Pick<StepInput, 'name' | 'title' | 'read' | 'do'> {
  /** A folder of the lesson whose files the step begins with, besides those that are there. */
  readonly files?: string;
  readonly checks: readonly Check[];
  readonly hints: readonly string[];
  readonly solution: Solution;
}

/** A lesson that has been read: everything in it is of the right type, and its folders are there. */
export interface Lesson extends Pick<LessonInput, 'title' | 'pattern' | 'summary' | 'minutes' | 'files'> {
  /** The name of its folder. */
  readonly name: string;
  /** Images that it runs. */
  readonly needs: readonly string[];
  readonly up: { readonly files: readonly string[]; readonly with: readonly string[] };
  readonly steps: readonly Step[];
}
