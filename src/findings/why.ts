import type { Explanation } from '../events/explain/explanation.ts';
import { duration } from '../events/explain/phrases.ts';
import { heldBy, why } from '../events/explain/why.ts';
import type { PodView } from '../events/view.ts';
import type { Finding } from './finding.ts';
import { findingsOf } from './findings.ts';
import { findingLine } from './words.ts';

/** Why something is as it is, and what is wrong with it. */
export interface Diagnosis extends Explanation {
  readonly findings: readonly Finding[];
}

/**
 * What a container, or without one the pod, waits for and why. What is wrong comes first, with its cure: for a container
 * what is wrong with it, or with the one for which it waits.
 *
 * @param now milliseconds since the epoch, of the clock that stamps the events.
 * @param others the pods of the project, by name.
 * @throws when the pod has no such container.
 */
export function diagnose(
  pod: PodView,
  container: string | undefined,
  now: number,
  others: Readonly<Record<string, PodView>> = {},
): Diagnosis {
  const base = why(pod, container, now, others);
  const all = findingsOf(pod, now, others);
  const root = container === undefined ? undefined : heldBy(pod, container, now);
  const findings =
    container === undefined
      ? all
      : all.filter((one) => one.container === undefined || [container, root].includes(one.container));
  const [first] = findings;
  if (!first) return { ...base, findings };
  const isAboutAnother = root !== undefined && root !== container && first.container === root;
  const line = findingLine(first, false);
  return {
    summary: isAboutAnother ? `${base.summary.split(': ')[0]}: ${line}` : line,
    chain: [...behind(first, now), ...findings.slice(1).map((one) => findingLine(one, false)), ...base.chain],
    ...(first.until === undefined ? {} : { nextAt: first.until }),
    findings,
  };
}

function behind({ evidence, since }: Finding, now: number): readonly string[] {
  const lasted = since === undefined ? [] : [`it is so since ${duration(now - Date.parse(since))}`];
  return [...evidence, ...lasted];
}
