import * as z from 'zod';
import { honoured, named, required } from '../../manifest/schema/fidelity.ts';
import { innerPath, label, text, texts } from '../../manifest/schema/scalars.ts';
import { check } from './checks-schema.ts';

const solution = z.object({
  files: honoured(innerPath, 'a folder of the lesson; its files are written into the working folder'),
  with: honoured(texts, 'the recipes that the pods run with, in the place of those before'),
  run: honoured(
    z.array(texts.min(1)),
    'commands of outrider, each a list of its words, that are run after it',
  ),
});

const step = named(
  'Step',
  z.object({
    name: required(label, 'unique in the lesson'),
    title: required(text),
    read: required(text, 'what to know'),
    do: required(text, 'what to do'),
    files: honoured(innerPath, 'a folder of the lesson; its files are written when the step begins'),
    checks: required(z.array(check).min(1)),
    hints: honoured(texts, 'from a first nudge to nearly the solution'),
    solution: required(solution),
  }),
);

/** `lesson.yaml`. */
export const lessonSchema = named(
  'Lesson',
  z.object({
    title: required(text),
    pattern: required(text, 'what it is about, in a word: sidecar, ambassador, adapter, …'),
    summary: required(text, 'one sentence: what one can do afterwards'),
    minutes: required(z.int().min(1).max(480), 'how long it takes'),
    needs: honoured(texts, 'images that it runs'),
    files: required(innerPath, 'a folder of the lesson; the working folder begins with its files'),
    up: required(
      z.object({
        files: required(texts.min(1), 'the manifests, by their names in the working folder'),
        with: honoured(texts, 'recipes, as `up --with` takes them'),
      }),
    ),
    steps: required(z.array(step).min(1)),
  }),
);
export type LessonInput = z.output<typeof lessonSchema>;
export type StepInput = z.output<typeof step>;
