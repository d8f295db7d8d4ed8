import { Readable } from 'node:stream';
import type { OutriderEvent } from '../../events/types.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { readRecording } from '../files/read-recording.ts';
import { stdout } from '../output/sink.ts';
import { chooseOutput, type Output, show, wantsColors } from '../show/show.ts';
import { podsInRecording } from '../show/shown-pod.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';

interface ReplayOptions {
  readonly output?: Output;
  readonly speed: number;
  readonly verbose: boolean;
}

/** `outrider replay FILE`: a recording in the same view, without an engine. */
export async function replay(file: string, options: ReplayOptions): Promise<number> {
  const output = chooseOutput(options.output);
  if (output === 'tui') await playFullScreen(await inMemory(file), options.speed);
  else await printAll(file, output, options.verbose);
  return exitCodes.ok;
}

async function inMemory(file: string): Promise<readonly OutriderEvent[]> {
  const events: OutriderEvent[] = [];
  for await (const event of readRecording(file)) events.push(event);
  return events;
}

async function playFullScreen(events: readonly OutriderEvent[], speed: number): Promise<void> {
  const [{ startUi }, { createReplay }, { wantsAscii }, { wantsMouse }, { readKeys }] = await Promise.all([
    import('../../ui/start.tsx'),
    import('../../ui/replay.ts'),
    import('../../ui/view/theme.ts'),
    import('../../ui/input/mouse-terminal.ts'),
    import('../files/keys-file.ts'),
  ]);
  const { keys } = readKeys(process.env);
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
      requestPattern: process.env['OUTRIDER_REQUEST_PATTERN'] ?? '',
      leaveAtOnce: true,
      now: playing.now,
      signal: leaving.signal,
    });
  } finally {
    playing.stop();
    ignoreSignals();
  }
}

/** Without a screen there is nothing to wait for: the whole recording, as fast as somebody reads. */
async function printAll(file: string, output: Exclude<Output, 'tui'>, verbose: boolean): Promise<void> {
  let tell = (_event: OutriderEvent): void => {};
  const source: EventSource = {
    subscribe(listener) {
      tell = listener;
      return () => {};
    },
  };
  // Standard input cannot be read twice; its pods are found by then.
  const events = file === '-' ? await inMemory(file) : undefined;
  const pods = await podsInRecording(events ? Readable.from(events) : readRecording(file, () => {}));
  const shown = show(output, source, pods, { verbose });
  for await (const event of events ?? readRecording(file)) {
    tell(event);
    await stdout().ready();
  }
  await shown.close();
}
