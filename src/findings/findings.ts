import type { PodView, ProjectView } from '../events/view.ts';
import { captureChanged, captureFailed, captureOff } from './capture-rules.ts';
import { crashLoop, podFailed } from './crash-rules.ts';
import { dependencyNotReady, heldByPods } from './dependency-rules.ts';
import { faultInjected } from './fault-rules.ts';
import type { Finding, Rule } from './finding.ts';
import { cannotStart, dataMissing, imageMissing } from './image-rules.ts';
import { jobKeptAlive } from './job-rules.ts';
import { appOnLoopback, noListener, probePort } from './listener-rules.ts';
import { memoryHigh, outOfMemory } from './memory-rules.ts';
import { clockDiffers, networkLost } from './outside-rules.ts';
import { portTaken } from './port-taken.ts';
import { probeFails, readinessFlaps } from './probe-rules.ts';
import { findingsOfService, serviceRules } from './service-rules.ts';
import { upstreamFails } from './upstream-rules.ts';

/** Every rule. A cause stands before what follows from it, and what stops a pod before what only harms it. */
export const rules: readonly Rule[] = [
  faultInjected,
  networkLost,
  imageMissing,
  dataMissing,
  cannotStart,
  portTaken,
  outOfMemory,
  crashLoop,
  podFailed,
  captureFailed,
  captureOff,
  noListener,
  probePort,
  probeFails,
  appOnLoopback,
  upstreamFails,
  readinessFlaps,
  jobKeptAlive,
  dependencyNotReady,
  memoryHigh,
  captureChanged,
  clockDiffers,
];

type Pods = Readonly<Record<string, PodView>>;

/**
 * What is wrong with a pod, the first cause first; nothing for one that is as it should be.
 *
 * @param now milliseconds since the epoch, of the clock that stamps the events.
 * @param others the pods of the project, by name: a pod may wait for another one.
 */
export function findingsOf(pod: PodView, now: number, others: Pods = {}): readonly Finding[] {
  return along(pod, now, others, new Set());
}

/** @param seen the pods on the way to this one: pods may wait for each other. */
function along(pod: PodView, now: number, others: Pods, seen: ReadonlySet<string>): readonly Finding[] {
  if (pod.removed || seen.has(pod.name)) return [];
  const way = new Set([...seen, pod.name]);
  const own = rules.flatMap((rule) =>
    rule.check(pod, now).map((found) => ({ name: rule.name, pod: pod.name, ...found })),
  );
  return inOrder([...own, ...heldByPods(pod, others, (other) => along(other, now, others, way))]);
}

/** What is wrong with the pods of a project. Within a rule the pods keep their order. */
export function findingsOfProject({ pods, services }: ProjectView, now: number): readonly Finding[] {
  return inOrder([
    ...Object.values(pods).flatMap((pod) => findingsOf(pod, now, pods)),
    ...Object.values(services).flatMap((service) => findingsOfService(service, pods, now)),
  ]);
}

/** Findings of several pods, the first cause first. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const all = [...rules, ...serviceRules];
  const rank = ({ name }: Finding): number => all.findIndex((rule) => rule.name === name);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}
