import type { Plan } from '../../chaos/plan/plan.ts';
import type { Life } from '../../chaos/told/life.ts';
import type { Seen, Told } from '../../chaos/told/told.ts';

export const plan: Plan = {
  seed: 1,
  pod: {
    restartPolicy: 'Always',
    graceSeconds: 4,
    containers: [
      { name: 'init', role: 'init', lifeSeconds: 0.2, cleanUpSeconds: 0, probe: 'none', preStopSeconds: 0 },
      { name: 'side', role: 'sidecar', cleanUpSeconds: 0, probe: 'none', preStopSeconds: 0 },
      { name: 'app', role: 'app', cleanUpSeconds: 0, probe: 'none', preStopSeconds: 0 },
    ],
  },
  captured: false,
  detached: false,
  fault: { kind: 'kill-supervisor', phase: 'steady', delayMs: 0, lastsMs: 0, target: 'app' },
  upAgain: true,
  endedBy: 'down',
};

export function withFault(kind: Plan['fault']['kind'], target = 'app'): Plan {
  return { ...plan, fault: { ...plan.fault, kind, target } };
}

/** A life with a proper end, unless told otherwise. */
export function life(container: string, beganMs: number, lastMs: number, more: Partial<Life> = {}): Life {
  const who = `${container}.${beganMs}`;
  return {
    container,
    who,
    beganMs,
    namespace: '1',
    lines: 1,
    lastMs,
    termMs: lastMs,
    endMs: lastMs,
    ...more,
  };
}

/** A life that was cut off. */
export function cutLife(container: string, beganMs: number, lastMs: number, termMs?: number): Life {
  const who = `${container}.${beganMs}`;
  const cut = { container, who, beganMs, namespace: '1', lines: 1, lastMs };
  return termMs === undefined ? cut : { ...cut, termMs };
}

export function seen(container: string, attempt: number, id: string, state = 'running'): Seen {
  return { id, name: id, container, role: 'app', attempt, state, hasAddress: false };
}

/** A run in which the pod lived from 1 s to 9 s and was stopped at 8 s. */
export function told(more: Partial<Told> = {}): Told {
  const lives = [
    life('init', 1000, 1200),
    life('side', 1300, 9000, { termMs: 8900 }),
    life('app', 1500, 8500, { termMs: 8000 }),
  ];
  return {
    plan,
    lives,
    snapshots: [],
    commands: [],
    shown: [],
    stopMs: 8000,
    overMs: 12_000,
    lost: [],
    left: [],
    ...more,
  };
}
