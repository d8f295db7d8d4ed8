import { setTimeout as delay } from 'node:timers/promises';
import { areGreen, type Judged, judgeAll } from '../../lessons/check/judge.ts';
import { checked, currentStep } from '../../lessons/progress/progress.ts';
import { lessonGuide } from '../../lessons/tell/guide.ts';
import { colourOf } from '../../lessons/tell/step-text.ts';
import type { GuidePort } from '../../ui/ports.ts';
import { beginNext } from './begin-next.ts';
import type { Current } from './current.ts';
import { gather } from './gather.ts';
import { now } from './now.ts';
import { keepProgress, readProgress } from './progress-file.ts';
import type { LessonOptions } from './run-lesson.ts';
import { stateOfFiles } from './working-folder.ts';

/** A lesson beside its running pods. */
export interface LessonGuide extends GuidePort {
  /** The newest verdicts. */
  judged(): readonly Judged[];
  /** How far one is now. */
  current(): Current;
}

/** How often the checks are judged while somebody looks. */
const everyMs = 1500;

/** Judges the step again and again until the signal aborts. What another terminal does to the lesson is seen, too. */
export function createGuide(
  given: Current,
  options: LessonOptions & { readonly presenter: boolean },
  signal: AbortSignal,
): LessonGuide {
  const { loaded } = given;
  let progress = given.progress;
  let judged: readonly Judged[] = judgeAll(currentStep(loaded.lesson, progress).checks, nothing);
  const listeners = new Set<() => void>();
  const look = async (): Promise<void> => {
    progress = readProgress(progress.project) ?? progress;
    const step = currentStep(loaded.lesson, progress);
    judged = judgeAll(
      step.checks,
      await gather(step.checks, { host: options.host, project: progress.project }),
    );
    for (const listener of listeners) listener();
  };
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      // The engine may be away for a moment; the verdicts stay as they were.
      await look().catch(() => {});
      await delay(everyMs, undefined, { signal }).catch(() => {});
    }
  };
  void follow();
  return {
    isLarge: options.presenter,
    judged: () => judged,
    current: () => ({ loaded, progress }),
    guide: () => {
      const isChanged = progress.ran !== stateOfFiles(loaded, progress);
      return lessonGuide(loaded.lesson, progress, judged, { isShort: options.presenter, isChanged });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    next: async () => {
      await look();
      if (!areGreen(judged)) return 'not all is green yet';
      const { name } = currentStep(loaded.lesson, progress);
      const verdicts = Object.fromEntries(judged.map((one) => [one.check.name, colourOf(one.verdict)]));
      progress = { ...checked(progress, name, verdicts, now()), usedAt: now() };
      keepProgress(progress);
      if (progress.at >= loaded.lesson.steps.length - 1) return 'that was the last step';
      progress = await beginNext(loaded, progress, options);
      await look();
      return 'the next step';
    },
  };
}

const nothing = { events: [], answers: new Map(), flows: new Map() };
