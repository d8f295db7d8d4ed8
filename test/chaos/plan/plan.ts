import type { Dice } from './dice.ts';
import { type FaultKind, type FaultRule, faultRules, type Phase } from './fault-kinds.ts';

export interface ContainerPlan {
  readonly name: string;
  readonly role: 'init' | 'sidecar' | 'app';
  /** How long it runs, in seconds; without one it runs until it is stopped. */
  readonly lifeSeconds?: number;
  /** How long it goes on after SIGTERM, in seconds. */
  readonly cleanUpSeconds: number;
  readonly probe: 'none' | 'exec' | 'tcp';
  readonly preStopSeconds: number;
}

export interface PodPlan {
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  readonly graceSeconds: number;
  /** In the order in which they start. */
  readonly containers: readonly ContainerPlan[];
}

export interface FaultPlan {
  readonly kind: FaultKind;
  readonly phase: Phase;
  /** So long after the phase began. */
  readonly delayMs: number;
  /** How long an outage lasts. */
  readonly lastsMs: number;
  /** The container that it is about, where it is about one. */
  readonly target: string;
}

/** Everything that happens in one run, chosen before it begins. */
export interface Plan {
  readonly seed: number;
  readonly pod: PodPlan;
  readonly captured: boolean;
  readonly detached: boolean;
  readonly fault: FaultPlan;
  /** Whether `up` is called again where its supervisor has died; otherwise `down` comes next. */
  readonly upAgain: boolean;
  /** Who ends the pod: Ctrl-C of the attached `up`, or `down`. */
  readonly endedBy: 'interrupt' | 'down';
}

/** Faults that need an engine of the drill's own, or a machine on which file systems can be mounted, are left out without it. */
export interface Abilities {
  readonly ownEngine: boolean;
  readonly mounts: boolean;
}

/** One run from its seed. @param only leaves no choice of the fault. */
export function planOf(seed: number, dice: Dice, abilities: Abilities, only?: FaultKind): Plan {
  const pod = choosePod(dice);
  const detached = dice.chance(0.5);
  const possible = faultRules.filter((rule) => isPossible(rule, abilities));
  const drawn = dice.pick(possible.flatMap((rule) => Array<FaultRule>(rule.weight).fill(rule)));
  const rule = faultRules.find(({ kind }) => kind === only) ?? drawn;
  return {
    seed,
    pod,
    captured: dice.chance(0.5),
    detached,
    fault: chooseFault(rule, pod, dice),
    upAgain: dice.chance(0.6),
    endedBy: detached || dice.chance(0.4) ? 'down' : 'interrupt',
  };
}

function isPossible({ needs }: FaultRule, abilities: Abilities): boolean {
  return needs === undefined || abilities[needs];
}

function chooseFault({ kind, phases }: FaultRule, { containers }: PodPlan, dice: Dice): FaultPlan {
  const phase = dice.pick(phases);
  return {
    kind,
    phase,
    delayMs: dice.below(phase === 'steady' ? 500 : 2000),
    lastsMs: 500 + dice.below(3000),
    target: dice.pick(containers.filter(({ role }) => phase === 'start' || role !== 'init')).name,
  };
}

function choosePod(dice: Dice): PodPlan {
  const restartPolicy = dice.pick(['Always', 'Always', 'OnFailure', 'Never'] as const);
  const apps = 1 + dice.below(2);
  const before = 2 + dice.below(4 - apps);
  return {
    restartPolicy,
    graceSeconds: 10,
    containers: [
      ...Array.from({ length: before }, (_, index) => chooseInit(index, dice)),
      ...Array.from({ length: apps }, (_, index) => chooseApp(index, restartPolicy === 'Always', dice)),
    ],
  };
}

function chooseInit(index: number, dice: Dice): ContainerPlan {
  if (index > 0 && dice.chance(0.5)) {
    return {
      name: `init${index}`,
      role: 'init',
      lifeSeconds: 0.2,
      cleanUpSeconds: 0,
      probe: 'none',
      preStopSeconds: 0,
    };
  }
  return {
    name: `side${index}`,
    role: 'sidecar',
    cleanUpSeconds: dice.pick([0, 0.3]),
    probe: dice.pick(['none', 'exec', 'tcp'] as const),
    preStopSeconds: 0,
  };
}

function chooseApp(index: number, forEver: boolean, dice: Dice): ContainerPlan {
  const life = forEver || dice.chance(0.5) ? {} : { lifeSeconds: 4 + dice.below(4) };
  return {
    name: `app${index}`,
    role: 'app',
    ...life,
    cleanUpSeconds: dice.pick([0.2, 1]),
    probe: dice.pick(['none', 'tcp', 'tcp'] as const),
    preStopSeconds: dice.pick([0, 0, 0.5]),
  };
}

/** What a plan says in a line, for a run that failed. */
export function describePlan({ pod, captured, detached, fault, endedBy, upAgain }: Plan): string {
  return [
    `${fault.kind} ${fault.phase === 'steady' ? 'while it runs' : `at the ${fault.phase}`}`,
    `of a pod of ${pod.containers.map(({ name }) => name).join(', ')}`,
    `(${pod.restartPolicy}, ${captured ? 'captured' : 'not captured'}, ${detached ? 'detached' : 'attached'},`,
    `target ${fault.target}, after ${fault.delayMs} ms, ${upAgain ? 'up again, ' : ''}ended by ${endedBy})`,
  ].join(' ');
}
