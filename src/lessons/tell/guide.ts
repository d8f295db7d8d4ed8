import type { Judged } from '../check/judge.ts';
import { currentStep, type Progress } from '../progress/progress.ts';
import type { Lesson } from '../read/model.ts';
import { colourOf, paragraphs, stepTitle } from './step-text.ts';

interface Line {
  readonly text: string;
  readonly tone: 'plain' | 'strong' | 'dim' | 'good' | 'bad';
}

interface GuideOptions {
  /** Only what a room has to see: the checks, and what to do. */
  readonly isShort: boolean;
  /** The files are others than those that run. */
  readonly isChanged: boolean;
}

/** The step that one is at beside the running pods: its checks first, as they are now. */
export function lessonGuide(
  lesson: Lesson,
  progress: Progress,
  judged: readonly Judged[],
  { isShort, isChanged }: GuideOptions,
): { readonly title: string; readonly lines: readonly Line[] } {
  const step = currentStep(lesson, progress);
  const plain = (text: string): readonly Line[] =>
    paragraphs(text).map((line) => ({ text: line, tone: 'plain' }));
  const heading = (text: string): readonly Line[] => [
    { text: '', tone: 'plain' },
    { text, tone: 'strong' },
  ];
  return {
    title: stepTitle(lesson, progress),
    lines: [
      ...judged.flatMap((one) => checkLines(one, isShort)),
      ...(isChanged ? changed : []),
      ...heading('Do'),
      ...plain(step.do),
      ...(isShort ? [] : [...heading('Read'), ...plain(step.read)]),
    ],
  };
}

const changed: readonly Line[] = [
  { text: 'The files have changed: `outrider lesson check` runs them.', tone: 'strong' },
];

function checkLines({ check, verdict }: Judged, isShort: boolean): readonly Line[] {
  const colour = colourOf(verdict);
  const line: Line = { text: `${colour.padEnd(6)}${check.says}`, tone: colour === 'green' ? 'good' : 'bad' };
  return isShort || colour === 'green' ? [line] : [line, { text: `      ${verdict.reason}`, tone: 'dim' }];
}
