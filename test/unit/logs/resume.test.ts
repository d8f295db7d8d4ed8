import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLogReader } from '../../../src/logs/lines.ts';
import { createResumePoint } from '../../../src/logs/resume.ts';
import { unixOf } from '../../../src/logs/timestamp.ts';
import { at, frame } from './stream.ts';

it('before the first line there is nothing to go on from', () => {
  expect(createResumePoint().resume()).toBeUndefined();
});

it('a second is read again, and what came already is dropped', () => {
  const point = createResumePoint();
  const line = (nanos: number, stream: 'stdout' | 'stderr' = 'stdout') => ({ time: at(nanos), stream });
  expect(point.accept(line(5e9))).toBe(true);
  expect(point.accept(line(6e9, 'stderr'))).toBe(true);
  expect(point.resume()).toBe(unixOf(at(5e9)));
  expect(point.accept(line(5e9))).toBe(false);
  expect(point.accept(line(5.5e9))).toBe(true);
  expect(point.accept(line(6e9, 'stderr'))).toBe(false);
  expect(point.accept(line(7e9))).toBe(true);
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
      onLine: (line) => {
        const text = line.chunk.toString('utf8', line.start, line.end);
        if (point.accept(line)) got.push(`${line.stream} ${text}${line.partial ? '…' : ''}`);
      },
    });
    const from = since;
    const sent = frames.filter(({ time }) => from === undefined || unixOf(at(time)) >= from);
    const bytes = Buffer.concat(sent.map(({ type, time, text }) => frame(type, `${at(time)} ${text}`)));
    reader.push(bytes.subarray(0, broken ?? bytes.length));
    if (broken === undefined) reader.end();
    else since = point.resume(reader.unfinishedSince()) ?? since;
  }
  return got;
}

it('wherever the stream breaks, and however often, no line is lost and none comes twice', () => {
  const line = fc.record({
    type: fc.constantFrom(1 as const, 2 as const),
    parts: fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 9 }), {
      minLength: 1,
      maxLength: 3,
    }),
    /** Up to a second between frames, so that the overlap is too short at times; sometimes parts share one time. */
    gap: fc.integer({ min: 1, max: 1e9 }),
    same: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.array(fc.nat(900)),
      fc.integer({ min: 4, max: 40 }),
      (lines, breaks, limit) => {
        const frames: Sent[] = [];
        let time = 1;
        for (const [index, { type, parts, gap, same }] of lines.entries()) {
          time += gap;
          for (const [place, part] of parts.entries()) {
            const last = place === parts.length - 1;
            if (last || !same) time += 1;
            frames.push({ type, time, text: place === 0 ? `${index}:${part}` : part + (last ? '' : '') });
            if (last) frames[frames.length - 1] = { type, time, text: `${frames.at(-1)!.text}\n` };
          }
        }
        expect(follow(frames, breaks, limit)).toEqual(follow(frames, [], limit));
      },
    ),
    { numRuns: 500 },
  );
});
