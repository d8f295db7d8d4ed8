import type { OutriderEvent } from '../../events/types.ts';
import { foldEvents } from '../../events/view.ts';
import { findingsOfProject } from '../../findings/findings.ts';
import { findingLine } from '../../findings/words.ts';
import { systemClock } from '../../supervisor/clock.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { findSupervised } from '../find/find-supervised.ts';
import { toldSoFar } from '../find/told-so-far.ts';

/**
 * What is wrong with the pods, one line each, by what was told of them so far. A pod that is removed has what was wrong
 * when it ended.
 *
 * @param names The pods that matter.
 */
function toldFindings(events: Iterable<OutriderEvent>, names: readonly string[]): readonly string[] {
  const view = foldEvents(events);
  const all = Object.values(view.pods).map((pod) => [pod.name, { ...pod, removed: false }] as const);
  const findings = findingsOfProject({ ...view, pods: Object.fromEntries(all) }, systemClock.wall());
  return findings.filter(({ pod }) => names.includes(pod)).map((one) => findingLine(one, all.length > 1));
}

/** The same, of what a source has told. */
export function findingsIn(source: EventSource, names: readonly string[]): readonly string[] {
  const events: OutriderEvent[] = [];
  source.subscribe((event) => events.push(event), { replay: true })();
  return toldFindings(events, names);
}

/** The same, of pods that another process supervises; nothing where it does not answer. */
export async function findingsElsewhere(
  projectName: string,
  host: string | undefined,
  names: readonly string[],
): Promise<readonly string[]> {
  try {
    const found = await findSupervised(names, { projectName, ...(host !== undefined && { host }) });
    try {
      return toldFindings(await toldSoFar(found.supervised), names);
    } finally {
      found.close();
    }
  } catch {
    return [];
  }
}
