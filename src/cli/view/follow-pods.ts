import type { Backlog } from '../../page/serve/backlog.ts';
import { connectEngine } from '../find/connect.ts';
import type { Supervised } from '../find/find-supervised.ts';
import { surroundings } from '../run-wiring.ts';
import { engineActions } from '../show/engine-actions.ts';
import { createHearing, readToEnd } from '../show/hearing.ts';
import { sampled } from '../show/sampled.ts';
import { usageEveryMs } from '../show/show-ui.ts';
import { createWithPast } from './with-past.ts';

/** So many lines of each container that were written before. */
const pastLines = 20_000;

/** Puts what other processes tell of their pods into a backlog, with the log from before and with samples, to the end. */
export async function followPods(
  all: readonly Supervised[],
  backlog: Backlog,
  host: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const connection = await connectEngine(host, signal);
  const projectOf = (pod: string): string => all.find((one) => one.pod === pod)!.project;
  const { past, traffic, usage } = engineActions(connection, host, projectOf);
  const heard = createHearing(new Set(all.map(({ pod }) => pod)));
  const { take, read } = createWithPast(backlog.push);
  const stop = sampled(heard.source, {
    usage,
    traffic,
    wall: surroundings.clock.wall,
    repeat: (callback) => {
      const timer = setInterval(callback, usageEveryMs);
      return () => clearInterval(timer);
    },
    signal,
  }).subscribe(take, { replay: true });
  const controls = [...new Set(all.map(({ control }) => control))];
  const close = (): void => {
    for (const control of controls) control.close();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    const ends = controls.map((control) => readToEnd(control, all, heard, signal));
    const pods = all.map(({ pod }) => pod);
    // Where the engine does not answer, the page has what comes.
    const sources = past(pods, { tail: pastLines, until: () => undefined }, signal).catch(() => []);
    await read(await sources);
    for (const words of await Promise.all(ends))
      if (words !== undefined && !signal.aborted) surroundings.say(words);
  } finally {
    stop();
    close();
    backlog.end();
    connection.close();
  }
}
