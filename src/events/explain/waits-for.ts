import type { PodView } from '../pod-view.ts';
import { conditionOf } from './condition.ts';
import type { Condition } from './explanation.ts';
import { stepInBrief } from './phrases.ts';
import { podWaitsInWords } from './pod-waits.ts';
import { onTheWayDown } from './terminating.ts';

/** What a pod waits for. */
interface WaitsFor {
  /** A few words: `sidecar proxy to start: startup probe: connection refused`. */
  readonly text: string;
  /** The container it is about, where it is about one. */
  readonly container?: string;
  /** RFC 3339; when it is over at the latest: a retry is due, or SIGKILL. */
  readonly until?: string;
}

/**
 * What stands between a pod and its next state; undefined when nothing does.
 *
 * @param now milliseconds since the epoch, of the clock that stamps the events.
 */
export function waitsFor(pod: PodView, now: number): WaitsFor | undefined {
  if (pod.removed) return undefined;
  if (pod.outcome) return { text: 'its removal' };
  if (pod.step) return { text: stepInBrief(pod.step), container: pod.step.container };
  if (pod.terminating) {
    const [next] = onTheWayDown(pod);
    return (next && inBrief(next.name, conditionOf(pod, next, now))) ?? { text: 'its end' };
  }
  if (pod.waitsForPods.length > 0) return { text: podWaitsInWords(pod.waitsForPods) };
  const pull = pod.pulls.find(({ state }) => state === 'pulling');
  if (pull) return { text: `image ${pull.image}${pull.message === undefined ? '' : `: ${pull.message}`}` };
  if (pod.ip === undefined) return { text: 'its network' };
  if (pod.capture.state === 'failed' && !pod.initialized) return { text: 'capture, which failed' };
  for (const container of pod.containers) {
    const waits = inBrief(container.name, conditionOf(pod, container, now));
    if (waits) return waits;
  }
  if (pod.capture.state === 'failed') {
    const { retryAt } = pod.capture;
    return { text: 'capture, which failed', ...(retryAt === undefined ? {} : { until: retryAt }) };
  }
  return undefined;
}

function inBrief(container: string, { brief, until }: Condition): WaitsFor | undefined {
  return brief === undefined
    ? undefined
    : { text: brief, container, ...(until === undefined ? {} : { until }) };
}
