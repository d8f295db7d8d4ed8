import { duration } from '../events/explain/phrases.ts';
import { podWaitsInWords } from '../events/explain/pod-waits.ts';
import type { PodView } from '../events/view.ts';
import { type Finding, ruleOfContainer } from './finding.ts';
import { runningMs } from './listening.ts';
import { named } from './words.ts';

/** Long enough for most preparations. */
const longMs = 30_000;

/** A dependency with a trouble of its own has a finding of its own. Pods that wait for others are `heldByPods`. */
export const dependencyNotReady = ruleOfContainer(
  'dependency-not-ready',
  'Others wait for a container that runs and does not get done or started',
  (container, pod, now) => {
    const { state, name, started, role, hooks } = container;
    const ran = runningMs(container, now) ?? 0;
    if (state.is !== 'running' || ran < longMs || pod.terminating || pod.outcome) return undefined;
    if (role === 'init' ? false : started || hooks.postStart?.state !== 'running') return undefined;
    const waiting = pod.containers.filter(
      (one) =>
        one.state.is === 'waiting' &&
        one.state.waitsFor &&
        'container' in one.state.waitsFor &&
        one.state.waitsFor.container === name,
    );
    const what = role === 'init' ? 'has not ended' : 'is still in its postStart hook';
    return {
      since: state.since,
      message: `${named(container)} runs since ${duration(ran)} and ${what}, and the containers behind it wait`,
      cure: `see in its log what it waits for: \`outrider logs ${pod.name} -c ${name}\``,
      evidence: waiting.map((one) => `${one.name} waits for it`),
    };
  },
);

/**
 * What a pod that waits for other pods has to say of them: the first finding of each that has one. A dependency that only
 * takes its time is no trouble.
 *
 * @param findingsOf What is wrong with a pod, and with those for which it waits itself.
 */
export function heldByPods(
  pod: PodView,
  others: Readonly<Record<string, PodView>>,
  findingsOf: (pod: PodView) => readonly Finding[],
): readonly Finding[] {
  if (pod.terminating || pod.outcome) return [];
  return pod.waitsForPods.flatMap((wait): readonly Finding[] => {
    const other = Object.hasOwn(others, wait.pod) ? others[wait.pod] : undefined;
    const first = other && other !== pod ? findingsOf(other)[0] : undefined;
    if (!first) return [];
    const { message, cure, evidence, since, until } = first;
    const root = first.name === dependencyNotReady.name ? '' : `${wait.pod}: `;
    return [
      {
        name: dependencyNotReady.name,
        pod: pod.name,
        message: `the pod waits for ${podWaitsInWords([wait])}: ${root}${message}`,
        cure,
        evidence,
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      },
    ];
  });
}
