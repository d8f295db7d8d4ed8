import { writeFileSync } from 'node:fs';
import { timelineOf } from '../../events/timeline.ts';
import { timelineSvg } from '../../events/timeline-svg.ts';
import { timelineText } from '../../events/timeline-text.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { foldEvents } from '../../events/view.ts';
import type { PodChoice } from '../choose-pods.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { findSupervised } from '../find-supervised.ts';
import { readRecording } from '../recording-file.ts';
import { toldSoFar } from '../told-so-far.ts';
import { tellUnreached } from '../unreached.ts';

interface TimelineOptions extends PodChoice {
  readonly host?: string;
  /** A recording in the place of what runs now. */
  readonly recording?: string;
  readonly svg?: string;
  readonly width?: number;
}

/** `outrider timeline`: one bar a container, as text or as an SVG file for slides. */
export async function timeline(names: readonly string[], options: TimelineOptions): Promise<number> {
  const events =
    options.recording === undefined ? await eventsSoFar(names, options) : readRecording(options.recording);
  const end = options.recording === undefined ? Date.now() : lastTime(events);
  const model = timelineOf(foldEvents(events), end);
  if (options.svg === undefined) {
    const width = options.width ?? process.stdout.columns ?? 100;
    process.stdout.write(`${timelineText(model, width).join('\n')}\n`);
  } else {
    writeFileSync(options.svg, timelineSvg(model));
    process.stderr.write(`outrider: wrote ${options.svg}\n`);
  }
  return exitCodes.ok;
}

function lastTime(events: readonly OutriderEvent[]): number {
  return Math.max(0, ...events.map(({ time }) => Date.parse(time)).filter((time) => !Number.isNaN(time)));
}

/** Everything that the supervisors have told until now. */
async function eventsSoFar(
  names: readonly string[],
  options: TimelineOptions,
): Promise<readonly OutriderEvent[]> {
  const file = names.find((name) => name.includes('/') || name.endsWith('.gz'));
  if (file !== undefined)
    throw new Failure(
      exitCodes.usage,
      `${file} is no pod`,
      `for a recording: outrider timeline --recording ${file}`,
    );
  const found = await findSupervised(names, options);
  for (const one of found.unreached) tellUnreached(one);
  if (found.supervised.length === 0) {
    found.close();
    throw new Failure(exitCodes.failure, '');
  }
  const events = await toldSoFar(found.supervised);
  found.close();
  return events;
}
