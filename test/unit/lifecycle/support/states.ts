import { specHashes } from '../../../../src/lifecycle/state/hash.ts';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { Settings } from '../../../../src/lifecycle/state/settings.ts';
import { defaultSettings } from '../../../../src/lifecycle/state/settings.ts';
import type { ContainerState, Instance, PodState, Running } from '../../../../src/lifecycle/state/state.ts';
import type { Pod } from '../../../../src/pod/model.ts';
import type { PodPlan } from '../../../support/scenario/plan.ts';
import { podOf } from '../../../support/scenario/pod.ts';

/** When every test of the pure functions begins. */
export const begin = 1_000_000;

export const settings: Settings = defaultSettings;

export const podFrom = (plan: PodPlan): Pod => podOf(plan, { name: 'pod', image: 'demo:1', secondMs: 1000 });

export type Condition = Instance | 'absent' | 'created' | 'running' | { readonly exited: number };

/** A pod with its sandbox ready and its containers in these conditions; who is not named is created. */
export function stateOf(pod: Pod, conditions: Readonly<Record<string, Condition>> = {}): PodState {
  const fresh = initialState(pod, begin - 60_000);
  const hashes = specHashes(pod);
  const containers = Object.values(fresh.containers).map((container): [string, ContainerState] => {
    const condition = conditions[container.name] ?? 'created';
    const instance = instanceOf(container.name, hashes[container.name]!, condition);
    const everRan = instance.is === 'running' || instance.is === 'terminated';
    return [container.name, { ...container, instance, everRan }];
  });
  const mainRan = pod.containers.some(({ name }) => Object.fromEntries(containers)[name]!.everRan);
  return {
    ...fresh,
    sandbox: { status: 'ready', attempt: 0, id: 'holder', ip: '10.0.0.2' },
    containers: Object.fromEntries(containers),
    initialized: mainRan,
    announcedInitialized: mainRan,
  };
}

function instanceOf(name: string, specHash: string, condition: Condition): Instance {
  const created = { id: `id-${name}`, stopSignal: 'SIGTERM', specHash };
  if (condition === 'absent') return { is: 'waiting' };
  if (condition === 'created') return { is: 'prepared', ...created };
  if (condition === 'running') return { ...running, ...created };
  if ('exited' in condition)
    return {
      is: 'terminated',
      id: created.id,
      exitCode: condition.exited,
      reason: condition.exited === 0 ? 'Completed' : 'Error',
      finishedAt: begin - 1000,
    };
  return 'specHash' in condition ? { ...condition, specHash } : condition;
}

/** An instance that has run for a minute and has started. */
export const running: Running = {
  is: 'running',
  id: 'id',
  stopSignal: 'SIGTERM',
  specHash: '',
  pid: 1,
  startedAt: begin - 60_000,
  postStart: 'none',
  started: true,
  ready: true,
  probes: {},
};
