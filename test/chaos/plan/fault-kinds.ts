export type Phase = 'start' | 'steady' | 'stop';

export type FaultKind =
  | 'kill-supervisor'
  | 'pause-supervisor'
  | 'freeze-supervisor'
  | 'fill-disk'
  | 'kill-container'
  | 'stop-container'
  | 'remove-container'
  | 'kill-holder'
  | 'remove-holder'
  | 'disconnect-holder'
  | 'kill-runner'
  | 'terminate-engine'
  | 'kill-engine'
  | 'restart-engine-live'
  | 'cut-engine'
  | 'hang-clients'
  | 'two-ups'
  | 'up-during-down'
  | 'kill-down';

export interface FaultRule {
  readonly kind: FaultKind;
  readonly phases: readonly Phase[];
  /** How often it is drawn, against the others. */
  readonly weight: number;
  /** Without which it is left out. */
  readonly needs?: 'ownEngine' | 'mounts';
}

const always = ['start', 'steady', 'stop'] as const;
const running = ['start', 'steady'] as const;

export const faultRules: readonly FaultRule[] = [
  { kind: 'kill-supervisor', phases: always, weight: 5 },
  { kind: 'pause-supervisor', phases: always, weight: 2 },
  { kind: 'freeze-supervisor', phases: always, weight: 3 },
  { kind: 'fill-disk', phases: always, weight: 2, needs: 'mounts' },
  { kind: 'kill-container', phases: always, weight: 3 },
  { kind: 'stop-container', phases: always, weight: 2 },
  { kind: 'remove-container', phases: always, weight: 2 },
  { kind: 'kill-holder', phases: always, weight: 3 },
  { kind: 'remove-holder', phases: always, weight: 2 },
  { kind: 'disconnect-holder', phases: running, weight: 3 },
  { kind: 'kill-runner', phases: always, weight: 3 },
  { kind: 'terminate-engine', phases: always, weight: 3, needs: 'ownEngine' },
  { kind: 'kill-engine', phases: always, weight: 3, needs: 'ownEngine' },
  { kind: 'restart-engine-live', phases: always, weight: 3, needs: 'ownEngine' },
  { kind: 'cut-engine', phases: always, weight: 4 },
  { kind: 'hang-clients', phases: ['steady'], weight: 2 },
  { kind: 'two-ups', phases: running, weight: 3 },
  { kind: 'up-during-down', phases: ['stop'], weight: 2 },
  { kind: 'kill-down', phases: ['stop'], weight: 2 },
];

/** Every container ends with the engine, or with the namespace; what happens then follows no order of ours. */
export function shakesAll(kind: FaultKind): boolean {
  return ['kill-holder', 'remove-holder', 'terminate-engine', 'kill-engine'].includes(kind);
}

/** The fault ends one container, its target. */
export function endsTarget(kind: FaultKind): boolean {
  return ['kill-container', 'stop-container', 'remove-container'].includes(kind);
}
