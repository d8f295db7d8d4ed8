import type { EventBody } from '../events/types.ts';
import { applyFact } from './apply.ts';
import { dependencyPass } from './between/dependencies.ts';
import { completionPass } from './end/completion.ts';
import { stopPass } from './end/stopping.ts';
import { aftermathPass, lateStartPass } from './end/termination.ts';
import { announcePass } from './run/announce.ts';
import { probePass } from './run/probes.ts';
import { specPass } from './run/replacement.ts';
import { sandboxPass } from './run/sandbox.ts';
import { stepPass } from './run/steps.ts';
import { capturePass } from './start/capture.ts';
import { preparePass, restartPass } from './start/instances.ts';
import { initializedPass, startPass } from './start/startup.ts';
import type { Command } from './state/commands.ts';
import type { Fact } from './state/facts.ts';
import type { Settings } from './state/settings.ts';
import type { PodState } from './state/state.ts';
import type { Turn } from './state/turn.ts';
import { wakeAt } from './state/wake.ts';

export interface StepResult {
  readonly state: PodState;
  /** To be carried out concurrently; the order matters only for one container. */
  readonly commands: readonly Command[];
  readonly events: readonly EventBody[];
  /** When to send a `tick` if nothing happens before. */
  readonly wakeAt?: number;
}

/**
 * The whole of Outrider's judgement: a fact comes in; the next state, commands and events come out. It knows no engine, no
 * clock and no chance.
 *
 * `applyFact` writes down what has happened to one container, the namespace or the rules. The passes draw the conclusions.
 * They run in rounds until a round changes nothing, so a stage with nothing in it is skipped at once.
 *
 *     a pod          absent ──▶ starting ──▶ initialized ──▶ terminating ──▶ finished
 *                      ▲                                         │
 *                      └───── new namespace, restart of all ─────┘
 *
 *     an instance    waiting ──▶ preparing ──▶ prepared ──▶ starting ──▶ running ──▶ terminated
 *                      ▲  ▲          │             gate opens              │ hook, turn,   │
 *                      │  └ unprepared (image, back-off)                   │ signal, kill  │
 *                      └──────────────── restart: next attempt ────────────┴───────────────┘
 *
 * The gate is `startGate`, the way down is `stopPass`, and what follows an end is `decideRestart`.
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

/**
 * In this order. First come the passes that take away (namespace, rules, old instances), so that nothing is started that is
 * lost already. Then what is so now is announced. Then come the passes that begin something, which go by what was
 * announced. The end of the pod is looked at last, when everything else is known.
 */
const passes: readonly ((turn: Turn) => void)[] = [
  // Looks at other pods only. Lets the pod go, or begins its termination.
  dependencyPass,
  // Assumes nothing. Asks for a namespace, or begins the termination of a pod whose namespace is lost.
  sandboxPass,
  // Assumes that the namespace is what it will be in this round. Changes only `capture`.
  capturePass,
  // Comes before restarts: an instance of an old specification is replaced without back-off. Stops or discards instances.
  specPass,
  // Gives each ended instance its successor, or begins the termination. Comes before `startPass`, which starts successors.
  restartPass,
  // Comes after what may begin a termination, and before `stopPass`: what came up late goes down in the same round.
  lateStartPass,
  // Moves containers on their way down. It is the only pass that sends stop signals and SIGKILL after a grace period.
  stopPass,
  // Changes `started`, `ready` and `phase` only, and tells each change. The gates below read `started`.
  announcePass,
  // Assumes that `started` is current. Sets `initialized`, once in the life of a namespace.
  initializedPass,
  // Assumes that ended instances have their successors. Asks for images and containers, ahead of their turn.
  preparePass,
  // Assumes that `initialized` and `started` are current. It is the only pass that starts a container, and moves the back-off on.
  startPass,
  // Assumes that what is to be stopped is stopped already, since that is probed less. Changes only `probes`.
  probePass,
  // Comes after every pass that starts or stops, so that what is left waits for a person. Asks for it.
  stepPass,
  // Assumes that restarts were decided: what has ended now ends for good. Begins the termination of a pod that is done.
  completionPass,
  // Assumes that nothing is started any more. When nothing runs, it ends the pod or begins it anew.
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
    a.released === b.released &&
    a.phase === b.phase
  );
}
