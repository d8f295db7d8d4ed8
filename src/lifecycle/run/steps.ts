import { isAlive, waitsFor } from '../end/order.ts';
import { stepInWords } from '../plan/step-words.ts';
import { startGate } from '../start/startup.ts';
import type { FactOf } from '../state/facts.ts';
import type { PodState } from '../state/state.ts';
import { isSameStep, type Step } from '../state/stepping.ts';
import { ordered, patchPod, type Turn, withoutKeys } from '../state/turn.ts';

/** A person lets a step happen; one that is no longer next changes nothing. Without a step, all that come go by themselves. */
export function goOn(turn: Turn, { step }: FactOf<'goOn'>): void {
  const { stepping } = turn.state;
  if (!stepping) return;
  if (step === undefined) endSteps(turn);
  else if (isSameStep(step, nextStep(turn.state, turn.now)))
    patchPod(turn, { stepping: { ...stepping, granted: step } });
}

/** From now on every start and stop happens by itself. */
export function endSteps(turn: Turn): void {
  const { stepping } = turn.state;
  if (stepping?.asked) turn.events.push({ type: 'StepTaken', ...stepping.asked });
  turn.state = withoutKeys(turn.state, 'stepping');
}

/** Asks a person for what is next, once a step. */
export function stepPass(turn: Turn): void {
  const { stepping } = turn.state;
  if (!stepping) return;
  const next = nextStep(turn.state, turn.now);
  const { asked, ...rest } = stepping;
  if (isSameStep(asked, next)) return;
  if (asked) turn.events.push({ type: 'StepTaken', ...asked });
  if (next) turn.events.push({ type: 'StepWaiting', ...next, message: stepInWords(turn.state, next) });
  patchPod(turn, { stepping: next ? { ...rest, asked: next } : rest });
}

/** The start or the stop that is due and waits for a person. */
function nextStep(state: PodState, now: number): Step | undefined {
  if (!state.stepping || state.finished) return undefined;
  if (!state.termination) {
    const next = ordered(state).find(
      (container) => container.instance.is === 'prepared' && startGate(state, container, now).on === 'step',
    );
    return next && { action: 'start', container: next.name };
  }
  if (state.termination.atOnce || state.termination.afterwards === 'restartAll') return undefined;
  const { pod, containers } = state;
  const inOrder = [...pod.containers, ...pod.initContainers.toReversed()].map(
    ({ name }) => containers[name]!,
  );
  const next = inOrder.find(
    (container) =>
      isAlive(container) &&
      container.instance.is === 'running' &&
      !container.instance.stop &&
      waitsFor(state, container.name).length === 0,
  );
  return next && { action: 'stop', container: next.name };
}
