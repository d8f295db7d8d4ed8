import { list } from '../../events/explain/phrases.ts';
import { containerNamed } from '../../pod/containers.ts';
import type { Role } from '../../pod/model.ts';
import { defaultSettings } from '../state/settings.ts';
import type { PodState } from '../state/state.ts';
import type { Step } from '../state/stepping.ts';
import { type Plan, planOf, type StartStep } from './plan.ts';

const kinds: Readonly<Record<Role, string>> = {
  init: 'init container',
  sidecar: 'sidecar',
  app: 'app container',
};

/** What a step does, and why it is its turn: one sentence without a full stop. */
export function stepInWords(state: PodState, { action, container }: Step): string {
  const plan = planOf(state.pod, defaultSettings);
  return action === 'start' ? startInWords(plan, container) : stopInWords(state, plan, container);
}

function startInWords({ start }: Plan, name: string): string {
  const { role, after, letsGo } = start.find(({ container }) => container === name)!;
  const why = after.length === 0 ? 'it is the first' : list(after.map(doneInWords));
  const then = role === 'app' ? '' : `; what follows waits until ${role === 'init' ? 'it exits 0' : letsGo}`;
  return `start ${kinds[role]} ${name}: ${why}${then}`;
}

function doneInWords({ container, until }: StartStep['after'][number]): string {
  if (until === 'start call') return `${container} was told to start`;
  return until === 'started' ? `${container} has started` : `${container} has exited 0`;
}

function stopInWords({ pod, containers, termination }: PodState, { stop }: Plan, name: string): string {
  const { instance, role } = containers[name]!;
  const step = stop.find(({ container }) => container === name);
  const before = (step?.after ?? []).filter((one) => termination?.running.includes(one));
  const first = role === 'sidecar' ? 'no app container runs any more' : 'app containers go first';
  const why = before.length === 0 ? first : `${list(before)} ${before.length === 1 ? 'has' : 'have'} ended`;
  const signal =
    containerNamed(pod, name).stopSignal ?? (instance.is === 'running' ? instance.stopSignal : 'SIGTERM');
  const how = step?.preStop ? `its preStop hook, then ${signal}` : signal;
  return `stop ${kinds[role]} ${name} by ${how}: ${why}; SIGKILL after ${termination?.graceSeconds ?? pod.terminationGracePeriodSeconds} s`;
}
