import type { StepAction } from './step-event.ts';
import type { EventOf } from './types.ts';

/** What comes next in a run that goes step by step, and waits for a person. */
export interface StepView {
  readonly action: StepAction;
  readonly container: string;
  /** What it is, and why now. */
  readonly message: string;
  /** RFC 3339. */
  readonly since: string;
}

export function stepOf({ action, container, message, time }: EventOf<'StepWaiting'>): StepView {
  return { action, container, message, since: time };
}
