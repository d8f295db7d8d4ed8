import type { ContainerView } from '../container-view.ts';
import type { PodView } from '../pod-view.ts';
import { conditionOf } from './condition.ts';
import type { Explanation } from './explanation.ts';
import { duration } from './phrases.ts';
import { endOfGrace } from './stopping.ts';

/** Those that still run, whose turn it is before those who wait for them. */
export function onTheWayDown({ containers, step }: PodView): readonly ContainerView[] {
  const asked = step?.action === 'stop' ? step.container : undefined;
  return containers
    .filter(({ state }) => state.is === 'running')
    .sort((a, b) => rank(a, asked) - rank(b, asked));
}

/** @param asked the container whose stop waits for a person. */
function rank({ name, stop, hooks }: ContainerView, asked: string | undefined): number {
  if (stop?.killed) return 1;
  if (stop?.signal !== undefined) return 0;
  if (hooks.preStop?.state === 'running') return 2;
  return name === asked ? 3 : 4;
}

/** A pod on its way down: what holds everybody up comes first, then the rest in the order in which they go. */
export function whyTerminating(pod: PodView, now: number): Explanation {
  const { since, reason } = pod.terminating!;
  const left = duration(Date.parse(endOfGrace(pod)!) - now);
  const frame = `the pod is being terminated since ${duration(now - Date.parse(since))}: ${reason}`;
  const [first, ...rest] = onTheWayDown(pod).map(({ name }, index, all) => ({
    name,
    ...conditionOf(pod, all[index]!, now),
  }));
  if (!first) return { summary: frame, chain: [] };
  return {
    summary: `${first.name} ${first.words}`,
    chain: [
      pod.stepwise ? frame : `${frame}; ${left} of its grace period are left`,
      ...rest.map(({ name, words }) => `${name} ${words}`),
    ],
    ...(first.until === undefined ? {} : { nextAt: first.until }),
  };
}
