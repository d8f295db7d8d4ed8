import type { PodView, ProjectView } from '../../events/view.ts';
import type { Finding } from '../../findings/finding.ts';
import { findingsOfProject } from '../../findings/findings.ts';
import type { ContainerRef, ListSettings } from '../model.ts';

/** Whether a pod is as it should be. */
export type PodHealth = 'trouble' | 'failed' | 'waiting' | 'ready';

/** A pod of the list, with what is wrong with it. */
export interface ListedPod {
  readonly pod: PodView;
  readonly health: PodHealth;
  readonly findings: readonly Finding[];
}

/** Findings of the pods on the screen. They are made anew when an event has come or a second has passed. */
export function createFindingsCache(): (view: ProjectView, now: number) => readonly Finding[] {
  let pods: ProjectView['pods'] | undefined;
  let second = Number.NaN;
  let found: readonly Finding[] = [];
  return (view, now) => {
    const current = Math.floor(now / 1000);
    if (pods !== view.pods || second !== current) found = findingsOfProject(view, now);
    [pods, second] = [view.pods, current];
    return found;
  };
}

/** The pods that the list is to show, in its order. */
export function listPods(
  view: ProjectView,
  findings: readonly Finding[],
  settings: ListSettings,
): readonly ListedPod[] {
  const all = Object.values(view.pods).map((pod): ListedPod => {
    const own = findings.filter((one) => one.pod === pod.name);
    return { pod, findings: own, health: healthOf(pod, own) };
  });
  return sorted(
    all.filter((one) => isWanted(one, settings)),
    settings,
  );
}

function healthOf(pod: PodView, findings: readonly Finding[]): PodHealth {
  if (pod.outcome?.phase === 'Failed') return 'failed';
  if (findings.length > 0) return 'trouble';
  return pod.ready || pod.outcome?.phase === 'Succeeded' ? 'ready' : 'waiting';
}

function isWanted({ pod, health }: ListedPod, { filter, troubleOnly }: ListSettings): boolean {
  return pod.name.includes(filter) && (!troubleOnly || health !== 'ready');
}

const ranks: Readonly<Record<PodHealth, number>> = { failed: 0, trouble: 1, waiting: 2, ready: 3 };

/** Sorting is stable: pods that are alike keep the order in which they were made. */
function sorted(pods: readonly ListedPod[], { sort }: ListSettings): readonly ListedPod[] {
  switch (sort) {
    case 'start':
      return pods;
    case 'trouble':
      return pods.toSorted((a, b) => ranks[a.health] - ranks[b.health]);
    case 'name':
      return pods.toSorted((a, b) => a.pod.name.localeCompare(b.pod.name));
  }
}

/** The containers that can be selected one after the other: of a pod that a person has folded, the first. */
export function selectable(pods: readonly ListedPod[], { folds }: ListSettings): readonly ContainerRef[] {
  return pods.flatMap(({ pod }) =>
    (folds.get(pod.name) === 'folded' ? pod.containers.slice(0, 1) : pod.containers).map(({ name }) => ({
      pod: pod.name,
      container: name,
    })),
  );
}
