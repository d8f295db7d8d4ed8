import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMerge, type MergeOptions } from '../../../../src/logs/merge/merge.ts';
import { at } from '../stream.ts';

interface Line {
  readonly time: string;
  readonly text: string;
}

const lineByLine = {
  isEarlier: (a: readonly Line[], i: number, b: readonly Line[], j: number) => a[i]!.time < b[j]!.time,
  bytesOf: (lines: readonly Line[]) => lines.reduce((bytes, { text }) => bytes + text.length, 0),
};

function merging(options: Partial<MergeOptions<readonly Line[]>> = {}) {
  const out: string[] = [];
  const merge = createMerge<readonly Line[]>({
    onLine: (source, lines, index) => out.push(source + lines[index]!.text),
    ...lineByLine,
    ...options,
  });
  const push = (source: string, text: number, now: number) =>
    merge.push(source, [{ time: at(text), text: String(text) }], now);
  return { ...merge, push, out };
}

it('lines of two containers come out in the order of the engine, not of arrival', () => {
  const { push, drain, out } = merging();
  push('a', 100, 0);
  push('b', 90, 50);
  drain(149);
  expect(out).toEqual([]);
  drain(150);
  expect(out).toEqual(['b90', 'a100']);
});

it('a line waits for its window and no longer', () => {
  const { push, drain, out } = merging({ windowMs: 20 });
  push('a', 1, 0);
  push('a', 2, 10);
  drain(20);
  expect(out).toEqual(['a1']);
  drain(30);
  expect(out).toEqual(['a1', 'a2']);
});

it('when every announced container has a line, nothing waits', () => {
  const { open, push, out, drain } = merging({ windowMs: Number.POSITIVE_INFINITY });
  open('a');
  open('b');
  push('a', 1, 0);
  push('a', 3, 0);
  expect(out).toEqual([]);
  push('b', 2, 0);
  expect(out).toEqual(['a1', 'b2']);
  drain(1e9);
  expect(out).toEqual(['a1', 'b2']);
});

it('a container that is closed is not waited for, and its rest comes out in turn', () => {
  const { open, push, close, out } = merging({ windowMs: Number.POSITIVE_INFINITY });
  open('a');
  open('b');
  push('b', 1, 0);
  push('b', 5, 0);
  push('a', 2, 0);
  close('b', 0);
  push('a', 9, 0);
  expect(out).toEqual(['b1', 'a2', 'b5', 'a9']);
});

it('a container may come back under its name', () => {
  const { open, push, close, flush, out } = merging();
  open('a');
  push('a', 1, 0);
  close('a', 0);
  open('a');
  push('a', 2, 0);
  flush();
  expect(out).toEqual(['a1', 'a2']);
});

it('a container whose clock goes back keeps its own order', () => {
  const { push, flush, out } = merging();
  push('a', 9, 0);
  push('a', 1, 0);
  push('b', 5, 0);
  flush();
  expect(out).toEqual(['b5', 'a9', 'a1']);
});

it('equal times come out in the order in which the containers were opened', () => {
  const { open, push, flush, out } = merging();
  for (const source of ['b', 'a', 'c']) open(source);
  for (const source of ['a', 'c', 'b']) push(source, 1, 0);
  flush();
  expect(out).toEqual(['b1', 'a1', 'c1']);
});

it('more than the limits never waits, by lines or by bytes', () => {
  const lines = merging({ maxLines: 3 });
  for (let n = 0; n < 10; n++) lines.push('a', n, 0);
  expect(lines.size()).toBe(3);
  const bytes = merging({ maxBytes: 10 });
  for (let n = 0; n < 100; n++) bytes.push('a', n, 0);
  expect(bytes.size()).toBe(5);
  expect(bytes.bytes('a')).toBe(10);
  expect(bytes.bytes()).toBe(10);
});

it('thousands of waiting lines come out in order, each once', () => {
  const { open, push, out } = merging({ windowMs: Number.POSITIVE_INFINITY });
  open('a');
  open('b');
  for (let n = 0; n < 5000; n++) push('a', n, 0);
  for (let n = 0; n < 5000; n++) push('b', n, 0);
  const wanted = Array.from({ length: 5000 }, (_, n) => [`a${n}`, `b${n}`]).flat();
  expect(out).toEqual(wanted.slice(0, out.length));
  expect(out.length).toBeGreaterThan(9990);
});

const step = fc.record({
  source: fc.constantFrom('a', 'b', 'c'),
  time: fc.nat(50),
  wait: fc.nat(60),
  drain: fc.boolean(),
});

it('nothing is lost or doubled and each container keeps its order, whatever the clocks and limits', () => {
  fc.assert(
    fc.property(fc.array(step), fc.nat(20), fc.boolean(), (steps, maxLines, announced) => {
      const out: { source: string; n: number }[] = [];
      const merge = createMerge<readonly Line[]>({
        maxLines,
        ...lineByLine,
        onLine: (source, lines, index) => out.push({ source, n: Number(lines[index]!.text) }),
      });
      if (announced) for (const source of ['a', 'b', 'c']) merge.open(source);
      let now = 0;
      for (const [n, { source, time, wait, drain }] of steps.entries()) {
        now += wait;
        merge.push(source, [{ time: at(time), text: String(n) }], now);
        if (drain) merge.drain(now);
        expect(merge.size()).toBeLessThanOrEqual(Math.max(1, maxLines));
        expect(out.length + merge.size()).toBe(n + 1);
      }
      merge.flush();
      for (const source of ['a', 'b', 'c']) {
        const wanted = [...steps.entries()].filter(([, line]) => line.source === source).map(([n]) => n);
        expect(out.filter((line) => line.source === source).map(({ n }) => n)).toEqual(wanted);
      }
    }),
  );
});

it('with honest clocks and all containers announced the merge is exact, whatever the speeds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(1000)), { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.nat(4)),
      (lists, picks) => {
        const queues = lists.map((list) => [...list].sort((a, b) => a - b));
        const out: number[] = [];
        const merge = createMerge<readonly Line[]>({
          windowMs: Number.POSITIVE_INFINITY,
          ...lineByLine,
          onLine: (_source, lines, index) => out.push(Number(lines[index]!.text)),
        });
        for (const index of queues.keys()) merge.open(String(index));
        const wanted = queues.flat().sort((a, b) => a - b);
        while (queues.some((queue) => queue.length > 0)) {
          const left = queues.flatMap((queue, index) => (queue.length > 0 ? [index] : []));
          const index = left[picks.next().value! % left.length]!;
          const time = queues[index]!.shift()!;
          merge.push(String(index), [{ time: at(time), text: String(time) }], 0);
          if (queues[index]!.length === 0) merge.close(String(index), 0);
        }
        merge.flush();
        expect(out).toEqual(wanted);
      },
    ),
  );
});
