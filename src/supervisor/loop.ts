import type { EventBody } from '../events/types.ts';
import type { Command } from '../lifecycle/state/commands.ts';
import type { Fact, Report } from '../lifecycle/state/facts.ts';
import type { Settings } from '../lifecycle/state/settings.ts';
import type { PodState } from '../lifecycle/state/state.ts';
import { step } from '../lifecycle/step.ts';
import type { Clock } from './ports.ts';

export interface Loop {
  /** Queues a fact; it is judged after those before it, never inside another judgement. */
  post(report: Report): void;
  state(): PodState;
  /** Judges nothing any more, and rings for nothing. */
  close(): void;
  /** Settles when the pod has ended; rejects when a defect of ours keeps even the stop from coming to its end. */
  readonly finished: Promise<PodState>;
}

interface LoopPorts {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly execute: (command: Command) => void;
  readonly tell: (event: EventBody) => void;
  /** Hears of every state, once its events are told and its commands are on their way. */
  readonly changed?: (state: PodState) => void;
  /** Hears of the first defect: a judgement that threw. The pod is being stopped then. */
  readonly onDefect: (error: unknown) => void;
}

/** After a defect, a stop that takes longer than its grace period and this is given up. */
const defectPatienceMs = 15_000;

/** The serial heart: one queue of facts, one judgement at a time, the only state that changes. */
export function createLoop(
  initial: PodState,
  { clock, settings, execute, tell, changed, onDefect }: LoopPorts,
): Loop {
  const queue: Report[] = [];
  let state = initial;
  let judging = false;
  let closed = false;
  let cancelWake = (): void => {};
  let defect = false;
  let cancelPatience = (): void => {};
  const { promise: finished, resolve, reject } = deferred<PodState>();

  const judge = (report: Report): void => {
    const result = step(state, { ...report, at: clock.monotonic() } as Fact, settings);
    state = result.state;
    cancelWake();
    cancelWake =
      result.wakeAt === undefined ? () => {} : clock.at(result.wakeAt, () => post({ type: 'tick' }));
    for (const event of result.events) tell(event);
    for (const command of result.commands) execute(command);
    changed?.(state);
  };

  /** The fact at which the judgement threw is dropped, and the pod is stopped in order. A second defect ends that, too. */
  const stumble = (error: unknown): void => {
    if (defect) return giveUp(error);
    defect = true;
    onDefect(error);
    const graceMs = state.pod.terminationGracePeriodSeconds * settings.secondMs;
    cancelPatience = clock.at(clock.monotonic() + graceMs + defectPatienceMs, () => giveUp(error));
    queue.unshift({ type: 'stopPod', reason: 'a defect of Outrider' });
  };

  const giveUp = (error: unknown): void => {
    cancelPatience();
    close();
    reject(error);
  };

  const post = (report: Report): void => {
    if (closed) return;
    queue.push(report);
    if (judging || state.finished) return;
    judging = true;
    for (let next = queue.shift(); next && !closed; next = queue.shift()) {
      try {
        judge(next);
      } catch (error) {
        stumble(error);
      }
    }
    judging = false;
    if (!state.finished) return;
    cancelPatience();
    resolve(state);
  };

  const close = (): void => {
    closed = true;
    queue.length = 0;
    cancelWake();
  };

  return { post, state: () => state, close, finished };
}

function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
