import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogStream } from '../../../../src/events/types.ts';
import { createLogReader } from '../../../../src/logs/read/lines.ts';
import { createResumePoint, type ResumePoint } from '../../../../src/logs/read/resume.ts';
import { unixOf } from '../../../../src/logs/time/instant.ts';
import { instantOf } from '../../../../src/logs/time/timestamp.ts';
import { at, frame } from '../stream.ts';

function accept(point: ResumePoint, nanos: number, stream: LogStream = 'stdout'): boolean {
  return point.accept(stream, instantOf(at(nanos)), false);
}

it('before the first line there is nothing to go on from', () => {
  expect(createResumePoint().resume()).toBeUndefined();
});

it('a second is read again, and what came already is dropped', () => {
  const point = createResumePoint();
  expect(accept(point, 5e9)).toBe(true);
  expect(accept(point, 6e9, 'stderr')).toBe(true);
  expect(point.resume()).toBe(unixOf(instantOf(at(5e9))));
  expect(accept(point, 5e9)).toBe(false);
  expect(accept(point, 5.5e9)).toBe(true);
  expect(accept(point, 6e9, 'stderr')).toBe(false);
  expect(accept(point, 7e9)).toBe(true);
});

it('a stream that has long been quiet does not make the other be read again from there', () => {
  const point = createResumePoint();
  accept(point, 1e9, 'stderr');
  accept(point, 20e9);
  expect(point.resume()).toBe(unixOf(instantOf(at(19e9))));
  expect(accept(point, 20e9)).toBe(false);
  accept(point, 40e9);
  expect(point.resume()).toBe(unixOf(instantOf(at(39e9))));
});

it('what the engine has thrown away meanwhile is not waited for', () => {
  const point = createResumePoint();
  accept(point, 1e9);
  point.resume();
  expect([2e9, 2e9, 3e9].map((nanos) => accept(point, nanos))).toEqual([true, true, true]);
});

interface Sent {
  readonly type: 1 | 2;
  readonly time: number;
  readonly text: string;
}

/**
 * An engine that writes frames in this order, the times of each stream ascending; a connection gets those from `since`
 * on and may break after any number of bytes.
 */
function follow(frames: readonly Sent[], breaks: readonly number[], maxLineBytes: number): string[] {
  const got: string[] = [];
  const point = createResumePoint();
  let since: string | undefined;
  for (const broken of [...breaks, undefined]) {
    const reader = createLogReader({
      tty: false,
      maxLineBytes,
      onLine: (stream, instant, chunk, start, end, partial) => {
        const text = chunk.toString('utf8', start, end);
        if (point.accept(stream, instant, partial)) got.push(`${stream} ${text}${partial ? '…' : ''}`);
      },
    });
    const from = since;
    const sent = frames.filter(({ time }) => from === undefined || unixOf(instantOf(at(time))) >= from);
    const bytes = Buffer.concat(sent.map(({ type, time, text }) => frame(type, `${at(time)} ${text}`)));
    reader.push(bytes.subarray(0, broken ?? bytes.length));
    if (broken === undefined) reader.end();
    else since = point.resume(reader.unfinishedSince()) ?? since;
  }
  return got;
}

interface Part {
  readonly type: 1 | 2;
  readonly text: string;
  readonly last: boolean;
  readonly gap: number;
}

const part: fc.Arbitrary<Part> = fc.record({
  type: fc.constantFrom(1 as const, 2 as const),
  text: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 9 }),
  last: fc.boolean(),
  /** Nanoseconds to the frame before: longer than what is read again at times. */
  gap: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 2e9 })),
});

/** Frames of two streams that interrupt each other; the parts of a line but the last may share one time. */
function framesOf(parts: readonly Part[], shared: boolean): readonly Sent[] {
  let now = 1;
  const began = new Map<1 | 2, number>();
  return parts.map(({ type, text, last, gap }, index) => {
    now += gap;
    const time = shared && !last ? (began.get(type) ?? now) : now;
    if (last) began.delete(type);
    else began.set(type, time);
    return { type, time, text: `${index}:${text}${last ? '\n' : ''}` };
  });
}

it('wherever the stream breaks, and however often, no line is lost and none comes twice', () => {
  const size = fc.integer({ min: 4, max: 40 });
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 20 }),
      fc.boolean(),
      fc.array(fc.nat(900)),
      size,
      (parts, shared, breaks, limit) => {
        const frames = framesOf(parts, shared);
        expect(follow(frames, breaks, limit)).toEqual(follow(frames, [], limit));
      },
    ),
    { numRuns: 1000 },
  );
});
