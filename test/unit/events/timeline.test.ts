import { describe, expect, it } from '@jest/globals';
import { offsetLabel, ticksOf, timelineOf } from '../../../src/events/timeline.ts';
import { timelineSvg } from '../../../src/events/timeline-svg.ts';
import { cellsOf, timelineText } from '../../../src/events/timeline-text.ts';
import type { EventBody } from '../../../src/events/types.ts';
import { foldEvents } from '../../../src/events/view.ts';
import { created, ends, one, origin, runs, story } from './story.ts';

const hook = (type: 'HookStarted' | 'HookFinished'): EventBody =>
  type === 'HookStarted'
    ? { type, container: 'app', attempt: 0, hook: 'preStop' }
    : { type, container: 'app', attempt: 0, hook: 'preStop', ok: true, message: '' };
const about = { container: 'app', attempt: 0 };

/** Created at 0, running at 1 s, started at 2 s, ready at 3 s, preStop from 6 to 7 s, ended at 9 s. */
const { events } = story('shop')
  .tell('web', created(one('app')), {
    type: 'ContainerCreated',
    ...about,
    id: 'a',
    role: 'app',
    image: 'i',
  })
  .at(1000)
  .tell('web', runs('app'))
  .at(2000)
  .tell('web', { type: 'ContainerStarted', ...about })
  .at(3000)
  .tell('web', { type: 'ContainerReady', ...about })
  .at(6000)
  .tell('web', hook('HookStarted'))
  .at(7000)
  .tell('web', hook('HookFinished'), { type: 'StopSignalSent', ...about, signal: 'SIGTERM', graceSeconds: 8 })
  .at(9000)
  .tell('web', ends('app', 143));
const timeline = timelineOf(foldEvents(events), origin + 10_000);

describe('a bar', () => {
  it('has a part for each phase of an instance, one after another', () => {
    expect(timeline.rows[0]!.bars.map(({ kind, from, to }) => [kind, from - origin, to - origin])).toEqual([
      ['created', 0, 1000],
      ['running', 1000, 2000],
      ['started', 2000, 3000],
      ['ready', 3000, 6000],
      ['terminating', 6000, 9000],
    ]);
  });

  it('of what still runs ends now', () => {
    const half = timelineOf(foldEvents(events.slice(0, 5)), origin + 5000);
    expect(half.rows[0]!.bars.at(-1)).toEqual({ kind: 'ready', from: origin + 3000, to: origin + 5000 });
  });

  it('is a column each second when there are as many columns as seconds, hooks and exits on top', () => {
    const cells = cellsOf(timeline.rows[0]!, timeline, 10);
    expect(cells.map(({ kind, count }) => `${kind} ${count}`)).toEqual([
      'created 1',
      'running 1',
      'started 1',
      'ready 3',
      'hook 1',
      'terminating 2',
      'failed 1',
    ]);
  });
});

describe('the text', () => {
  it('has an axis, a row a container and a legend', () => {
    const [axis, bar, empty, ...legend] = timelineText(timeline, 40, true);
    expect(axis).toMatch(/^ {12}0 +5s/);
    expect(empty).toBe('');
    expect(legend.join(' ')).toContain('# ready');
    expect(bar).toMatch(/^app app {5}\.+-+=+#+h+~+x/);
  });

  it('is never wider than asked for', () => {
    for (const width of [40, 60, 80, 200])
      expect(timelineText(timeline, width).every((row) => row.length <= width)).toBe(true);
  });
});

describe('the axis', () => {
  it('has round distances', () => {
    expect(ticksOf({ from: 0, to: 42_000 }, 5).map(({ label }) => label)).toEqual([
      '0',
      '10s',
      '20s',
      '30s',
      '40s',
    ]);
    expect(ticksOf({ from: 0, to: 200_000 }, 4).map(({ label }) => label)).toEqual(['0', '1m', '2m', '3m']);
  });

  it('writes what people say', () => {
    expect([0, 250, 1500, 90_000, 3_600_000].map(offsetLabel)).toEqual(['0', '250ms', '1.5s', '1m30s', '1h']);
  });
});

describe('the picture', () => {
  it('has every phase, the hook and the exit code, and escapes names', () => {
    const svg = timelineSvg({ ...timeline, project: 'a<b' });
    for (const title of [
      'created 1s',
      'running 1s',
      'started 1s',
      'ready 3s',
      'terminating 3s',
      'preStop 1s',
    ])
      expect(svg).toContain(`<title>${title}</title>`);
    expect(svg).toContain('exit 143 SIGKILL');
    expect(svg).toContain('a&lt;b');
    expect(svg).not.toContain('NaN');
  });

  it('of nothing is a picture all the same', () => {
    expect(timelineSvg(timelineOf(foldEvents([]), 0))).not.toMatch(/NaN|Infinity/);
  });
});

it('whatever names and values a recording has, its picture is a picture', () => {
  const evil = '"/><script>alert(1)</script>\u0007&';
  const row = {
    pod: evil,
    container: evil,
    role: evil as 'app',
    restarts: 0,
    bars: [{ kind: 'ready', from: 0, to: 5 }],
    hooks: [{ hook: evil as 'preStop', from: 1, to: 2, ok: false }],
    exits: [{ at: 5, exitCode: evil as unknown as number, signal: evil }],
  } as const;
  const svg = timelineSvg({ project: evil, from: 0, to: 10, rows: [row] });
  for (const part of ['<script', '\u0007']) expect(svg).not.toContain(part);
  // Nothing but our own elements, and no attribute that was opened by a value.
  expect(
    svg.replace(/<\/?(?:svg|rect|text|tspan|line|title)(?: [a-zA-Z0-9:-]+="[^"<>]*")*\/?>/g, ''),
  ).not.toMatch(/[<>]/);
});
