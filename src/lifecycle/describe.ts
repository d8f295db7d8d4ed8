import type { Condition } from './describe-container.ts';
import { describeContainer } from './describe-container.ts';
import { describeTermination } from './describe-stop.ts';
import { unready } from './outcome.ts';
import { duration } from './phrases.ts';
import type { Settings } from './settings.ts';
import type { ContainerState, PodState } from './state.ts';
import { ordered } from './turn.ts';

/** Why something is as it is. */
export interface Explanation {
  /** One line that names the cause. */
  readonly summary: string;
  /** The facts behind it, one a line, from what was asked about to the root. */
  readonly chain: readonly string[];
  /** When something is tried again next, in milliseconds of the supervisor's monotonic clock. */
  readonly nextAt?: number;
}

/**
 * What a container, or without one the pod, waits for and why; from the same functions that decide.
 * @throws when the pod has no such container.
 */
export function why(
  state: PodState,
  container: string | undefined,
  now: number,
  settings: Settings,
): Explanation {
  if (container === undefined) return whyPod(state, now, settings);
  const asked = state.containers[container];
  if (!asked) throw new Error(`pod ${state.pod.name} has no container ${container}`);
  return whyContainer(state, asked, now, settings);
}

/** Follows who waits for whom; the cause is at the end of the chain. */
function whyContainer(state: PodState, asked: ContainerState, now: number, settings: Settings): Explanation {
  const links: { name: string; condition: Condition }[] = [];
  for (let next: ContainerState | undefined = asked; next; ) {
    const { name } = next;
    const condition = describeContainer(state, next, now, settings);
    if (links.some((link) => link.name === name)) break;
    links.push({ name, condition });
    next = condition.heldBy === undefined ? undefined : state.containers[condition.heldBy];
  }
  const first = links[0]!;
  const root = links.at(-1)!;
  const cause = root === first ? '' : `: ${root.name} ${root.condition.words}`;
  const { nextAt } = root.condition;
  return {
    summary: `${asked.name} ${first.condition.words}${cause}`,
    chain: [
      ...links.slice(1).map(({ name, condition }) => `${name} ${condition.words}`),
      ...links.flatMap(({ condition }) => condition.details ?? []),
      ...history(asked, now, settings),
    ],
    ...(nextAt === undefined ? {} : { nextAt }),
  };
}

function history(
  { last, attempt, name }: ContainerState,
  now: number,
  settings: Settings,
): readonly string[] {
  if (!last) return [];
  const ago = duration(now - last.finishedAt, settings);
  return [
    `the instance of ${name} before this one (attempt ${attempt - 1}) ended ${ago} ago with exit code ${last.exitCode}`,
  ];
}

function whyPod(state: PodState, now: number, settings: Settings): Explanation {
  if (state.finished) return { summary: `the pod has ended: ${state.phase}`, chain: [] };
  if (state.termination) return describeTermination(state, now, settings);
  if (state.sandbox.status !== 'ready')
    return { summary: "the pod's network namespace is being made", chain: [] };
  const conditions = ordered(state).map((container) => ({
    container,
    condition: describeContainer(state, container, now, settings),
  }));
  const culprit =
    conditions.find(({ condition }) => !condition.well) ??
    conditions.find(({ container }) => unready(state).includes(container.name));
  if (!culprit) return { summary: 'the pod is ready, nothing waits', chain: [] };
  const explained = whyContainer(state, culprit.container, now, settings);
  const waiting = conditions
    .filter(({ container, condition }) => container !== culprit.container && condition.heldBy !== undefined)
    .map(({ container, condition }) => `${container.name} ${condition.words}`);
  return { ...explained, chain: [...explained.chain, ...waiting] };
}
