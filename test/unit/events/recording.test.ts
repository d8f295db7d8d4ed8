import { describe, expect, it } from '@jest/globals';
import { decodeRecording, encodeEvent, encodeHeader } from '../../../src/events/recording.ts';
import { dueBy, replayPlan } from '../../../src/events/replay-plan.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { created, one, origin, starts, story } from './story.ts';

const { events } = story('shop')
  .tell('web', created(one('app')))
  .at(500)
  .tell('web', ...starts('app'));
const text = encodeHeader() + events.map(encodeEvent).join('');

describe('a recording', () => {
  it('reads back as it was written', () => {
    expect(decodeRecording(text)).toMatchObject({ ok: true, events, truncated: false });
  });

  it('that was cut off in a line is good up to there', () => {
    const cut = decodeRecording(text.slice(0, -20));
    expect(cut).toMatchObject({ ok: true, truncated: true, events: events.slice(0, -1) });
  });

  it('that is none, newer or damaged is told from one that can be read', () => {
    const codeOf = (wrong: string) => {
      const result = decodeRecording(wrong);
      return result.ok ? 'ok' : result.code;
    };
    expect(codeOf('')).toBe('not-a-recording');
    expect(codeOf('apiVersion: v1\nkind: Pod\n')).toBe('not-a-recording');
    expect(codeOf('{"format":"outrider-recording","version":2}\n')).toBe('newer-version');
    expect(codeOf(text.replace('"type":"PodCreated"', '"type"'))).toBe('bad-line');
  });

  it.each([
    [
      '"exitCode":"<script>"',
      { type: 'ContainerTerminated', container: 'a', attempt: 0, exitCode: '<script>', reason: 'Error' },
    ],
    ['an attempt that is no number', { type: 'ContainerReady', container: 'a', attempt: {} }],
    ['a container that is no name', { type: 'ContainerReady', container: ['a'], attempt: 0 }],
    ['no list of containers', { type: 'PodCreated', spec: 'x' }],
    ['containers without names', { type: 'PodCreated', spec: 'x', containers: [null] }],
    ['a log line that is no text', { type: 'Log', container: 'a', attempt: 0, stream: 'stdout', line: 7 }],
    ['a time that is none', { type: 'PodReady', time: 'yesterday' }],
  ])('with %s is damaged there', (_, wrong) => {
    const line = JSON.stringify({ ...events[0], containers: undefined, ...wrong });
    expect(decodeRecording(`${text}${line}\n${encodeEvent(events[1]!)}`)).toMatchObject({
      ok: false,
      code: 'bad-line',
    });
  });

  it('keeps events of types that are not known', () => {
    const dreamt = { ...events[0]!, type: 'ContainerDreamt' } as unknown as OutriderEvent;
    expect(decodeRecording(text + encodeEvent(dreamt))).toMatchObject({
      ok: true,
      events: [...events, dreamt],
    });
  });
});

describe('a replay', () => {
  it('has the distances of the recording, at its speed', () => {
    expect(replayPlan(events).steps.map(({ atMs }) => atMs)).toEqual([0, 500, 500, 500]);
    expect(replayPlan(events, 2).durationMs).toBe(250);
  });

  it('never goes back for a log line that the engine dated earlier', () => {
    const late = {
      ...events[0]!,
      type: 'Log',
      time: new Date(origin - 60_000).toISOString(),
    } as OutriderEvent;
    expect(replayPlan([...events, late]).steps.map(({ atMs }) => atMs)).toEqual([0, 500, 500, 500, 500]);
  });

  it('knows how much is due at any moment', () => {
    const plan = replayPlan(events);
    expect([-1, 0, 499, 500, 9000].map((at) => dueBy(plan, at))).toEqual([0, 1, 1, 4, 4]);
  });

  it('of nothing is over at once', () => {
    expect(replayPlan([])).toEqual({ steps: [], durationMs: 0 });
  });
});
