import { writeFileSync } from 'node:fs';
import { criticalPath, criticalText } from '../../events/critical-path.ts';
import { timelineOf } from '../../events/timeline.ts';
import { timelineSvg } from '../../events/timeline-svg.ts';
import { timelineText } from '../../events/timeline-text.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { emptyView, foldEvent, foldEvents, type ProjectView } from '../../events/view.ts';
import { type ClusterOptions, isOnCluster } from '../cluster/options.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { readRecording } from '../files/read-recording.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import { findSupervised } from '../find/find-supervised.ts';
import { toldSoFar } from '../find/told-so-far.ts';
import { tellUnreached } from '../find/unreached.ts';
import { harmless } from '../output/harmless.ts';

interface TimelineOptions extends PodChoice, ClusterOptions {
  readonly host?: string;
  /** A recording in the place of what runs now. */
  readonly recording?: string;
  readonly svg?: string;
  readonly width?: number;
  /** What the start of each pod waited for, in the place of bars. */
  readonly critical?: boolean;
}

/** `outrider timeline`: one bar a container, as text or as an SVG file for slides. */
export async function timeline(names: readonly string[], options: TimelineOptions): Promise<number> {
  if (options.critical) return tellCritical(names, options);
  const { view, end } =
    options.recording === undefined
      ? { view: await viewNow(names, options), end: Date.now() }
      : await recorded(options.recording);
  const model = timelineOf(view, end);
  if (options.svg === undefined) {
    const width = options.width ?? process.stdout.columns ?? 100;
    process.stdout.write(`${timelineText(model, width).map(harmless).join('\n')}\n`);
  } else {
    writeFileSync(options.svg, timelineSvg(model));
    process.stderr.write(`outrider: wrote ${options.svg}\n`);
  }
  return exitCodes.ok;
}

/** `--critical`: what the start of each pod waited for, one thing after another. */
async function tellCritical(names: readonly string[], options: TimelineOptions): Promise<number> {
  if (isOnCluster(options))
    throw new Failure(
      exitCodes.usage,
      '--critical needs each step, and a cluster keeps states only',
      'Record the start with `up --context … --record FILE`, then: outrider timeline --critical --recording FILE',
    );
  const events: OutriderEvent[] = [];
  if (options.recording === undefined) events.push(...(await eventsSoFar(names, options)));
  else
    for await (const event of readRecording(options.recording)) if (event.type !== 'Log') events.push(event);
  const pods = [...new Set(events.map(({ pod }) => pod))];
  for (const pod of pods) {
    const path = criticalPath(events.filter((event) => event.pod === pod));
    if (path) process.stdout.write(`${criticalText(path).map(harmless).join('\n')}\n`);
  }
  return exitCodes.ok;
}

/** What a recording tells in the end, and when its last event was, in milliseconds since 1970. */
async function recorded(file: string): Promise<{ readonly view: ProjectView; readonly end: number }> {
  let view = emptyView;
  let end = 0;
  for await (const event of readRecording(file)) {
    view = foldEvent(view, event);
    end = Math.max(end, Date.parse(event.time));
  }
  return { view, end };
}

async function viewNow(names: readonly string[], options: TimelineOptions): Promise<ProjectView> {
  if (!isOnCluster(options)) return foldEvents(await eventsSoFar(names, options));
  const { viewOnCluster } = await import('../cluster/timeline.ts');
  return viewOnCluster(names, options);
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
