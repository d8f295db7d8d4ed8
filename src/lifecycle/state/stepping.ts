import type { StepAction } from '../../events/step-event.ts';

/** The start or the stop of one container. */
export interface Step {
  readonly action: StepAction;
  readonly container: string;
}

/** A pod whose starts and stops wait for a person, one after another. */
export interface Stepping {
  /** The step that was let happen, until it begins. */
  readonly granted?: Step;
  /** The step that a person was asked for last. */
  readonly asked?: Step;
}

/** Whether a step has to wait for a person. */
export function isHeld(stepping: Stepping | undefined, step: Step): boolean {
  return stepping !== undefined && !isSameStep(stepping.granted, step);
}

export function isSameStep(one: Step | undefined, other: Step | undefined): boolean {
  return one?.action === other?.action && one?.container === other?.container;
}
