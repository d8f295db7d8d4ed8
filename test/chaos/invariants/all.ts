import type { Told } from '../told/told.ts';
import { commandsEnd } from './commands.ts';
import { countsAreKept } from './counts.ts';
import { everyLineOnce } from './lines.ts';
import { initsOnce, oneAtATime, onlyVictimsRestart, sidecarsOutliveApps, stoppedWithGrace } from './lives.ts';

const rules = [
  oneAtATime,
  initsOnce,
  onlyVictimsRestart,
  sidecarsOutliveApps,
  stoppedWithGrace,
  countsAreKept,
  everyLineOnce,
];

/** What came of a run: nothing in any list is what a user may expect. */
export interface Verdict {
  /** The pod was lost: it is neither well nor has it ended with a reason; or a command never came back. */
  readonly lost: readonly string[];
  /** What stayed behind after `down`. */
  readonly left: readonly string[];
  /** Rules of the pod's life that did not hold. */
  readonly broken: readonly string[];
}

export function judge(told: Told): Verdict {
  return {
    lost: [...told.lost, ...commandsEnd(told)],
    left: told.left,
    broken: rules.flatMap((rule) => rule(told)),
  };
}
