import type { PodEngineNetwork } from './engine-options.ts';
import type { Pod } from './model.ts';
import type { ProjectNetwork } from './network-wish.ts';

/** What is wanted by several, the strongest first. What a stronger one leaves open a weaker one says. */
export function overlaid(wishes: readonly ProjectNetwork[]): ProjectNetwork {
  return Object.assign({}, ...wishes.toReversed().map(given)) as ProjectNetwork;
}

function given(wish: ProjectNetwork): object {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

export function saysNothing(wish: ProjectNetwork): boolean {
  return Object.keys(given(wish)).length === 0;
}

/** Whether the pod is on the network of its project; otherwise only on those that it names. */
export function isOnProjectNetwork({ engine }: Pod): boolean {
  return (engine?.networks ?? [{}]).some(isOfProject);
}

/** A network without a name and a key is that of the project. */
export function isOfProject({ key, name }: PodEngineNetwork): boolean {
  return key === undefined && name === undefined;
}

export function withProjectNetwork(pod: Pod, wish: ProjectNetwork): Pod {
  if (saysNothing(wish)) return pod;
  return { ...pod, network: { ...pod.network, project: wish } };
}
