import type { EventBody } from '../events/types.ts';
import { announcePass } from './announce.ts';
import { applyFact } from './apply.ts';
import { capturePass } from './capture.ts';
import type { Command } from './commands.ts';
import { completionPass } from './completion.ts';
import type { Fact } from './facts.ts';
import { preparePass, restartPass } from './instances.ts';
import { probePass } from './probes.ts';
import { specPass } from './replacement.ts';
import { sandboxPass } from './sandbox.ts';
import type { Settings } from './settings.ts';
import { initializedPass, startPass } from './startup.ts';
import type { PodState } from './state.ts';
import { stopPass } from './stopping.ts';
import { aftermathPass, lateStartPass } from './termination.ts';
import type { Turn } from './turn.ts';
import { wakeAt } from './wake.ts';

export interface StepResult {
  readonly state: PodState;
  /** To be carried out concurrently; the order matters only for one container. */
  readonly commands: readonly Command[];
  readonly events: readonly EventBody[];
  /** When to send a `tick` if nothing happens before. */
  readonly wakeAt?: number;
}

/**
 * The whole of Outrider's judgement: a fact comes in, the next state, commands and events come out. No engine, no clock,
 * no chance. The passes run until none of them finds anything to change, so a stage with nothing in it is skipped at
 * once.
 */
export function step(state: PodState, fact: Fact, settings: Settings): StepResult {
  const turn: Turn = { state, now: fact.at, settings, commands: [], events: [] };
  if (!state.finished) {
    applyFact(turn, fact);
    settle(turn);
  }
  const wake = turn.state.finished ? undefined : wakeAt(turn.state, turn.now, settings);
  return {
    state: turn.state,
    commands: turn.commands,
    events: turn.events,
    ...(wake === undefined ? {} : { wakeAt: wake }),
  };
}

const passes: readonly ((turn: Turn) => void)[] = [
  sandboxPass,
  capturePass,
  specPass,
  restartPass,
  lateStartPass,
  stopPass,
  announcePass,
  initializedPass,
  preparePass,
  startPass,
  probePass,
  completionPass,
  aftermathPass,
];

/** More rounds than any pod needs; reaching it means that two passes undo each other. */
const mostRounds = 100;

function settle(turn: Turn): void {
  for (let round = 0; round < mostRounds; round++) {
    const before = turn.state;
    const done = turn.commands.length + turn.events.length;
    for (const pass of passes) pass(turn);
    if (turn.state.finished) return;
    if (done === turn.commands.length + turn.events.length && sameState(before, turn.state)) return;
  }
  throw new Error('the lifecycle does not settle: two of its passes undo each other');
}

/** Passes copy records only to change them, except for `announcePass`, which may write the same phase again. */
function sameState(a: PodState, b: PodState): boolean {
  return (
    a.containers === b.containers &&
    a.sandbox === b.sandbox &&
    a.capture === b.capture &&
    a.termination === b.termination &&
    a.initialized === b.initialized &&
    a.phase === b.phase
  );
}
