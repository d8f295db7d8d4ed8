/** A run that goes step by step: what is due, and waits for a person. */
export type StepEvent =
  /** The start or the stop of this container is what comes next; `message` says what it is and why now. */
  | ({ readonly type: 'StepWaiting'; readonly message: string } & OfStep)
  /** Nobody is asked for it any more: it was let happen, or the pod ends in another way. */
  | ({ readonly type: 'StepTaken' } & OfStep);

interface OfStep {
  readonly action: StepAction;
  readonly container: string;
}

export type StepAction = 'start' | 'stop';
