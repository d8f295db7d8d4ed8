import { setTimeout as delay } from 'node:timers/promises';
import type { PodState } from '../../lifecycle/state/state.ts';
import { exitCodes } from '../exit-codes.ts';
import { notAsked } from '../find/capture-target.ts';
import { findSupervised, type Supervised } from '../find/find-supervised.ts';
import { tellUnreached } from '../find/unreached.ts';
import { harmlessLines } from '../output/harmless.ts';
import type { CaptureCommandOptions } from './capture.ts';

/** Applying takes a fraction of a second; whatever takes longer has gone wrong, and the events say how. */
const patienceMs = 15_000;
const pollMs = 50;

/**
 * `outrider capture on|off`: the supervisor does it, and this waits until it has. Open connections keep their way. `on`
 * puts the rules on again also where capture is on.
 * @throws Failure when a pod that is named asks for no capture.
 */
export async function switchCapture(
  on: boolean,
  names: readonly string[],
  options: CaptureCommandOptions,
): Promise<number> {
  const found = await findSupervised(names, options);
  const all = found.supervised;
  try {
    const captured = all.filter(({ state }) => state.capture !== 'none');
    const without = all.filter((one) => !captured.includes(one)).map(({ pod }) => pod);
    for (const one of found.unreached) tellUnreached(one);
    if (all.length === 0) return exitCodes.failure;
    if (captured.length === 0 || (names.length > 0 && without.length > 0))
      throw notAsked(names.length > 0 ? without : []);
    const done = await Promise.all(captured.map((one) => switchOne(one, on)));
    return done.every(Boolean) ? exitCodes.ok : exitCodes.failure;
  } finally {
    found.close();
  }
}

async function switchOne({ control, pod, state }: Supervised, on: boolean): Promise<boolean> {
  const wanted = on ? 'on' : 'off';
  const say = (words: string) => process.stderr.write(harmlessLines(`${pod}: capture ${words}\n`));
  if (!on && state.capture === wanted) {
    say(`is ${wanted} already`);
    return true;
  }
  await control.ask({ type: 'post', pod, report: { type: 'switchCapture', on } });
  const reached = await waitFor(
    control,
    pod,
    (now) => now === wanted || (now === 'failed' && state.capture !== now),
  );
  const done = reached === wanted;
  const again = on && state.capture === 'on' ? ', its rules were put on again' : '';
  say(done ? `is ${wanted}${again}` : `is not ${wanted}, but ${reached}; the pod’s events say why`);
  return done;
}

/** The state that was waited for, or the one there is when patience has ended. */
async function waitFor(
  control: Supervised['control'],
  pod: string,
  isDone: (capture: PodState['capture']) => boolean,
): Promise<PodState['capture'] | 'unknown'> {
  for (const end = performance.now() + patienceMs; ; await delay(pollMs)) {
    const reply = await control.ask({ type: 'state', pod });
    const now = reply.type === 'state' ? reply.state.capture : 'unknown';
    if (now === 'unknown' || isDone(now) || performance.now() > end) return now;
  }
}
