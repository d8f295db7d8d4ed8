import { replayPlan } from '../../events/replay-plan.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { readRecording } from '../recording-file.ts';
import { chooseOutput, type Output, show, wantsColors } from '../show.ts';
import { podsInRecording } from '../shown-pod.ts';
import { onStopSignals } from '../stop-signals.ts';

interface ReplayOptions {
  readonly output?: Output;
  readonly speed: number;
  readonly verbose: boolean;
}

/** `outrider replay FILE`: a recording in the same view, without an engine. */
export async function replay(file: string, options: ReplayOptions): Promise<number> {
  const events = readRecording(file);
  const output = chooseOutput(options.output);
  if (output === 'tui') await playFullScreen(events, options.speed);
  else printAll(events, output, options.verbose);
  return exitCodes.ok;
}

async function playFullScreen(events: readonly OutriderEvent[], speed: number): Promise<void> {
  const [{ startUi }, { createReplay }, { wantsAscii }, { wantsMouse }, { readKeys }] = await Promise.all([
    import('../../ui/start.tsx'),
    import('../../ui/replay.ts'),
    import('../../ui/view/theme.ts'),
    import('../../ui/input/mouse-terminal.ts'),
    import('../keys-file.ts'),
  ]);
  const keys = readKeys(process.env);
  const leaving = new AbortController();
  const ignoreSignals = onStopSignals(
    () => leaving.abort(),
    () => leaving.abort(),
  );
  const playing = createReplay(events, {
    speed,
    monotonic: () => performance.now(),
    every: (ms, callback) => {
      const timer = setInterval(callback, ms);
      return () => clearInterval(timer);
    },
  });
  try {
    await startUi(playing.ports, {
      stdin: process.stdin,
      stdout: process.stdout,
      colors: wantsColors(process.stdout, process.env),
      ascii: wantsAscii(process.env),
      mouse: wantsMouse(process.env),
      keys,
      leaveAtOnce: true,
      now: playing.now,
      signal: leaving.signal,
    });
  } finally {
    playing.stop();
    ignoreSignals();
  }
}

/** Without a screen there is nothing to wait for: the whole recording at once. */
function printAll(events: readonly OutriderEvent[], output: Exclude<Output, 'tui'>, verbose: boolean): void {
  let tell = (_event: OutriderEvent): void => {};
  const source: EventSource = {
    subscribe(listener) {
      tell = listener;
      return () => {};
    },
  };
  const shown = show(output, source, podsInRecording(events), { verbose });
  for (const { event } of replayPlan(events).steps) tell(event);
  void shown.close();
}
