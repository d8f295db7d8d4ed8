import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { StepEvent } from '../../events/step-event.ts';
import type { Report } from '../../lifecycle/state/facts.ts';
import type { EventSource } from '../../supervisor/journal.ts';

export type StepReport = Extract<Report, { readonly type: 'goOn' }>;
type Step = Pick<StepEvent, 'action' | 'container'> & { readonly pod: string };

/**
 * Lets steps happen by standard input: a line a step, and the one that has waited longest first. On a terminal a line that
 * comes before its step is nothing; in a pipe it counts for the next one. After the last line nobody is there to ask, and all go by themselves.
 * Returns how to stop.
 */
export function takeSteps(
  input: Readable & { readonly isTTY?: boolean },
  events: EventSource,
  post: (pod: string, report: StepReport) => void,
  say: (words: string) => void,
): () => void {
  const waiting: Step[] = [];
  let early = 0;
  let isOver = false;
  const take = (): void => {
    const next = waiting.shift();
    if (!next) {
      if (!input.isTTY) early += 1;
      return;
    }
    const { pod, action, container } = next;
    post(pod, { type: 'goOn', step: { action, container } });
  };
  const asked = (step: Step): void => {
    waiting.push(step);
    if (early > 0) {
      early -= 1;
      take();
    } else if (isOver) post(step.pod, { type: 'goOn' });
  };
  const unsubscribe = events.subscribe(
    (event) => {
      if (event.type !== 'StepWaiting' && event.type !== 'StepTaken') return;
      const { pod, action, container } = event;
      const at = waiting.findIndex(
        (one) => one.pod === pod && one.container === container && one.action === action,
      );
      if (event.type === 'StepWaiting') asked({ pod, action, container });
      else if (at >= 0) waiting.splice(at, 1);
    },
    { replay: true },
  );
  const lines = createInterface({ input });
  lines.on('line', take);
  lines.on('close', () => {
    isOver = true;
    for (const { pod } of waiting) post(pod, { type: 'goOn' });
  });
  if (input.isTTY) say('Enter lets each step happen');
  return () => {
    unsubscribe();
    lines.removeAllListeners('close').close();
  };
}
