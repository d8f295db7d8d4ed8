import type { DependencyCondition } from '../../pod/dependency.ts';
import type { Role } from '../../pod/model.ts';
import type { Plan, StartStep } from './plan.ts';

/** The plans of a project as a graph to draw: pods, their containers by turns, and what lets whom go. */
export interface PlanGraph {
  readonly pods: readonly PodNode[];
  readonly waits: readonly PodEdge[];
}

export interface PodNode {
  readonly name: string;
  /** From 0: one more than that of the last pod it waits for. */
  readonly column: number;
  /** From top to bottom. Containers of one layer start together. */
  readonly layers: readonly Layer[];
  /** Seconds from the beginning of the stop until nothing runs, at the latest. */
  readonly longestStopSeconds: number;
}

interface Layer {
  readonly containers: readonly ContainerNode[];
  /** What has to happen in this layer before the next one starts, e.g. `has started`. */
  readonly lets: 'has exited 0' | 'has started';
}

export interface ContainerNode {
  readonly name: string;
  readonly role: Role;
  /** From 1. */
  readonly startTurn: number;
  /** From 1; absent for an init container, which has ended before. */
  readonly stopTurn?: number;
  /** What lets the next one go, in words. */
  readonly letsGo: string;
}

/** From one pod to one that waits for it. */
interface PodEdge {
  readonly from: string;
  readonly container?: string;
  readonly to: string;
  readonly until: DependencyCondition;
  readonly optional: boolean;
}

/** @param plans in the order in which the pods start. */
export function graphOf(plans: readonly Plan[]): PlanGraph {
  const columns = new Map<string, number>();
  for (const { pod, waitFor } of plans)
    columns.set(pod, Math.max(0, ...waitFor.map((wait) => (columns.get(wait.pod) ?? -1) + 1)));
  return {
    pods: plans.map((plan) => ({
      name: plan.pod,
      column: columns.get(plan.pod)!,
      layers: layersOf(plan),
      longestStopSeconds: plan.longestStopSeconds,
    })),
    waits: plans.flatMap(({ pod: to, waitFor }) =>
      waitFor
        .filter(({ pod }) => columns.has(pod))
        .map(({ pod: from, container, until, optional }) => ({
          from,
          ...(container === undefined ? {} : { container }),
          to,
          until,
          optional: optional === true,
        })),
    ),
  };
}

function layersOf({ start, stop }: Plan): readonly Layer[] {
  const layerOf = new Map<string, number>();
  for (const { container, after } of start) {
    const gates = after.filter(({ until }) => until !== 'start call');
    layerOf.set(container, Math.max(0, ...gates.map((gate) => layerOf.get(gate.container)! + 1)));
  }
  const turns = stopTurns(stop);
  return [...new Set(layerOf.values())].map((layer) => {
    const steps = start.filter(({ container }) => layerOf.get(container) === layer);
    const containers = steps.map((step) => nodeOf(step, layer + 1, turns.get(step.container)));
    return { containers, lets: steps[0]!.role === 'init' ? 'has exited 0' : 'has started' };
  });
}

function nodeOf({ container, role, letsGo }: StartStep, startTurn: number, stopTurn?: number): ContainerNode {
  return { name: container, role, startTurn, ...(stopTurn === undefined ? {} : { stopTurn }), letsGo };
}

function stopTurns(stop: Plan['stop']): ReadonlyMap<string, number> {
  const turns = new Map<string, number>();
  for (const { container, after } of stop)
    turns.set(container, Math.max(1, ...after.map((earlier) => turns.get(earlier)! + 1)));
  return turns;
}
