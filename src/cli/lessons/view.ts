import { setTimeout as delay } from 'node:timers/promises';
import { judgedText, stepTitle } from '../../lessons/tell/step-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { type Found, findSupervised } from '../find/find-supervised.ts';
import { attachTo } from '../show/attach.ts';
import { chooseOutput } from '../show/show.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import { currentLesson } from './current.ts';
import type { LessonOptions } from './run-lesson.ts';
import { tell } from './tell.ts';
import { createGuide, type LessonGuide } from './view-guide.ts';

interface ViewOptions extends LessonOptions {
  /** Large, for a room that looks from afar. */
  readonly presenter: boolean;
}

/** How often pods are looked for that do not run now. */
const everyMs = 500;

/**
 * `outrider lesson view`: the full-screen view of the lesson's pods with the step and its checks beside the log. It comes back when
 * the pods are run anew, and ends when a person leaves it. @throws Failure where there is no terminal
 */
export async function viewLesson(options: ViewOptions): Promise<number> {
  if (chooseOutput(undefined) !== 'tui')
    throw new Failure(
      exitCodes.usage,
      'lesson view needs a terminal',
      '`outrider lesson show` prints the step, `outrider lesson check` judges it.',
    );
  const leaving = new AbortController();
  const ignoreSignals = onStopSignals(
    () => leaving.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    const guide = createGuide(currentLesson(options), options, leaving.signal);
    while (!leaving.signal.aborted && !(await viewOnce(guide, options, leaving.signal)));
    return exitCodes.ok;
  } finally {
    leaving.abort();
    ignoreSignals();
  }
}

/** Shows the pods until they have ended or a person leaves. Answers whether one has left. */
async function viewOnce(guide: LessonGuide, options: ViewOptions, signal: AbortSignal): Promise<boolean> {
  const found = await podsOf(guide, options, signal);
  if (!found) return true;
  const { supervised } = found;
  const { host } = options;
  const shown = { output: 'tui' as const, verbose: false, guide, ...(host !== undefined && { host }) };
  const { lost, isOver } = await attachTo(supervised, shown, signal);
  if (!isOver && lost.length === 0) return true;
  const { loaded, progress } = guide.current();
  tell([stepTitle(loaded.lesson, progress), '', ...judgedText(guide.judged()), '']);
  tell(['The pods have ended. The view comes back when they run again; Ctrl-C ends it.']);
  return false;
}

/** Waits for pods of the lesson that somebody supervises. Undefined when nobody wants to see them any more. */
async function podsOf(
  guide: LessonGuide,
  { host }: ViewOptions,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const { project } = guide.current().progress;
  while (!signal.aborted) {
    const about = { projectName: project, ...(host !== undefined && { host }) };
    const found = await findSupervised([], about).catch((error: unknown) => {
      if (error instanceof Failure) return undefined;
      throw error;
    });
    if (found && found.supervised.length > 0) return found;
    found?.close();
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
