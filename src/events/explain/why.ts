import type { ContainerView } from '../container-view.ts';
import type { PodView } from '../pod-view.ts';
import { conditionOf } from './condition.ts';
import type { Condition, Explanation } from './explanation.ts';
import { duration, lastWordsOf } from './phrases.ts';
import { podWaitsInWords } from './pod-waits.ts';
import { whyTerminating } from './terminating.ts';

/**
 * What a container, or without one the pod, waits for and why.
 *
 * @param others the pods of the project, by name: a pod may wait for another one, and that for a third.
 * @param now milliseconds since the epoch, of the clock that stamps the events.
 * @throws when the pod has no such container.
 */
export function why(
  pod: PodView,
  container: string | undefined,
  now: number,
  others: Readonly<Record<string, PodView>> = {},
): Explanation {
  const held = pod.waitsForPods.length > 0 ? whyHeld(pod, now, others) : undefined;
  if (container === undefined) return held ?? whyPod(pod, now);
  const asked = find(pod, container);
  if (!asked) throw new Error(`pod ${pod.name} has no container ${container}`);
  const own = whyContainer(pod, asked, now);
  return held && asked.state.is === 'waiting' ? { ...held, summary: `${container}: ${held.summary}` } : own;
}

/** Follows from pod to pod who waits for whom, to the one in which something has to move first. */
function whyHeld(pod: PodView, now: number, others: Readonly<Record<string, PodView>>): Explanation {
  const chain: string[] = [];
  let nextAt: string | undefined;
  const seen = new Set<string>();
  const follow = (one: PodView): string => {
    seen.add(one.name);
    const words = `${one.name} waits for ${podWaitsInWords(one.waitsForPods)}`;
    const causes = one.waitsForPods.flatMap(({ pod: name }) => {
      const other = Object.hasOwn(others, name) ? others[name] : undefined;
      if (!other || seen.has(name)) return [];
      return [other.waitsForPods.length > 0 ? follow(other) : root(other)];
    });
    return [words, ...causes].join('; ');
  };
  const root = (one: PodView): string => {
    seen.add(one.name);
    const { summary, chain: facts, nextAt: at } = whyPod(one, now);
    nextAt ??= at;
    chain.push(...facts.map((fact) => `${one.name}: ${fact}`));
    return `${one.name}: ${summary}`;
  };
  const summary = follow(pod);
  return { summary, chain, ...(nextAt === undefined ? {} : { nextAt }) };
}

function find(pod: PodView, name: string | undefined): ContainerView | undefined {
  return pod.containers.find((one) => one.name === name);
}

/** The container that has to move before this one can; itself where it waits for none. */
export function heldBy(pod: PodView, container: string, now: number): string {
  const asked = find(pod, container);
  return asked ? linksFrom(pod, asked, now).at(-1)!.name : container;
}

interface Link {
  readonly name: string;
  readonly condition: Condition;
}

/** Follows who waits for whom; the cause is at the end of the chain. */
function linksFrom(pod: PodView, asked: ContainerView, now: number): readonly Link[] {
  const links: Link[] = [];
  for (let next: ContainerView | undefined = asked; next; ) {
    const { name } = next;
    if (links.some((link) => link.name === name)) break;
    const condition = conditionOf(pod, next, now);
    links.push({ name, condition });
    next = find(pod, condition.heldBy);
  }
  return links;
}

function whyContainer(pod: PodView, asked: ContainerView, now: number): Explanation {
  const links = linksFrom(pod, asked, now);
  const first = links[0]!;
  const root = links.at(-1)!;
  const cause = root === first ? '' : `: ${root.name} ${root.condition.words}`;
  const { until } = root.condition;
  return {
    summary: `${asked.name} ${first.condition.words}${cause}`,
    chain: [
      ...links.slice(1).map(({ name, condition }) => `${name} ${condition.words}`),
      ...links.flatMap(({ condition }) => condition.details ?? []),
      ...history(asked, now),
    ],
    ...(until === undefined ? {} : { nextAt: until }),
  };
}

function history({ lastTerminated: last, attempt, name }: ContainerView, now: number): readonly string[] {
  if (!last) return [];
  const ago = duration(now - Date.parse(last.at));
  const words = lastWordsOf(last);
  const said = words === undefined ? '' : ` and the message “${words}”`;
  return [
    `the instance of ${name} before this one (attempt ${attempt - 1}) ended ${ago} ago with exit code ${last.exitCode}${said}`,
  ];
}

function whyPod(pod: PodView, now: number): Explanation {
  if (pod.outcome) return { summary: `the pod has ended: ${pod.phase}`, chain: [pod.outcome.message] };
  if (pod.terminating) return whyTerminating(pod, now);
  if (pod.ip === undefined) return { summary: "the pod's network namespace is being made", chain: [] };
  if (pod.disconnected !== undefined)
    return {
      summary: `the pod's holder has no network, and is connected again as soon as it can be: ${pod.disconnected}`,
      chain: [],
    };
  const conditions = pod.containers.map((container) => ({
    container,
    condition: conditionOf(pod, container, now),
  }));
  const culprit =
    conditions.find(({ condition }) => !condition.well) ??
    conditions.find(({ container }) => container.role !== 'init' && !container.ready);
  if (!culprit) return whyCapture(pod, now) ?? { summary: 'the pod is ready, nothing waits', chain: [] };
  const explained = whyContainer(pod, culprit.container, now);
  const waiting = conditions
    .filter(({ container, condition }) => container !== culprit.container && condition.heldBy !== undefined)
    .map(({ container, condition }) => `${container.name} ${condition.words}`);
  return { ...explained, chain: [...explained.chain, ...waiting] };
}

/** Undefined where capture is as the pod asks for it. */
function whyCapture({ capture }: PodView, now: number): Explanation | undefined {
  if (capture.state !== 'failed') return undefined;
  const { message, retryAt } = capture;
  const retry =
    retryAt === undefined ? [] : [`the rules are put on again in ${duration(Date.parse(retryAt) - now)}`];
  return {
    summary: 'the pod is ready, but traffic capture has failed: connections may pass the proxy by',
    chain: [...(message === undefined ? [] : [message]), ...retry],
    ...(retryAt === undefined ? {} : { nextAt: retryAt }),
  };
}
