import { instructionsOf } from './dockerfile.ts';

/** What the engine said of a build so far. */
export interface BuildOutput {
  readonly onLine: (line: string) => void;
  /** What failed, in words: the step, the place in the Dockerfile and the last lines of its output. */
  readonly failure: (
    message: string,
    dockerfile: { readonly shown: string; readonly text: string },
  ) => string;
}

const STEP = /^Step (\d+)\/\d+ : (.*)$/;
const LAST_LINES = 10;

/** Follows the lines of the engine's own builder, which names each step before it runs it. */
export function createBuildOutput(): BuildOutput {
  let step: { readonly number: number; readonly text: string } | undefined;
  let lines: string[] = [];
  return {
    onLine: (line) => {
      const [, number, text] = STEP.exec(line) ?? [];
      if (number !== undefined && text !== undefined) {
        step = { number: Number(number), text };
        lines = [];
      } else if (!line.startsWith(' ---> ')) lines = [...lines, line].slice(-LAST_LINES);
    },
    failure: (message, { shown, text }) => {
      const at = step && instructionsOf(text)[step.number - 1];
      const where = at ? `${shown}:${at.line}` : shown;
      const what = step ? `step ${step.number}, ${step.text}: ` : '';
      return [`${where}: ${what}${message}`, ...lines.map((line) => `  | ${line}`)].join('\n');
    },
  };
}
