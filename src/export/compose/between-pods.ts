import { allContainers } from '../../pod/containers.ts';
import { dependenciesOf, type PodDependency } from '../../pod/dependency.ts';
import type { Container, Pod } from '../../pod/model.ts';
import { readyGates } from './gates.ts';
import type { Gate } from './service.ts';
import type { ExportContext } from './settings.ts';

/** What a pod waits for in other pods before its network is there, and so before any of its own. */
export function gatesOfOthers(pod: Pod, pods: readonly Pod[], context: ExportContext): readonly Gate[] {
  return dependenciesOf(pod).flatMap((dependency) => {
    const other = pods.find(({ name }) => name === dependency.pod);
    if (other === undefined) return [];
    const more = {
      ...(dependency.optional && { required: false as const }),
      ...(dependency.restart && { restart: dependency.restart }),
    };
    return gatesOf(other, dependency, context).map((gate) => ({ ...gate, ...more }));
  });
}

function gatesOf(other: Pod, { container, until }: PodDependency, { names }: ExportContext): readonly Gate[] {
  const named = (all: readonly Container[]): readonly Container[] =>
    container === undefined ? all : allContainers(other).filter(({ name }) => name === container);
  const each = (condition: Gate['condition']): readonly Gate[] =>
    named(other.containers).map(({ name }) => ({ service: names.container(other, name), condition }));
  if (until === 'started') return each('service_started');
  if (until === 'completed') return each('service_completed_successfully');
  // A pod is ready when all of its containers are, sidecars included.
  return readyGates(other, named(allContainers(other).filter(({ role }) => role !== 'init')), names);
}
