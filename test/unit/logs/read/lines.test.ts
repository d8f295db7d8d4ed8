import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLogReader } from '../../../../src/logs/read/lines.ts';
import { wholeCharacters } from '../../../../src/logs/read/pending.ts';
import { timeOf } from '../../../../src/logs/time/timestamp.ts';
import { at, cutAt, frame, read } from '../stream.ts';

const texts = (chunks: readonly Uint8Array[], options = {}) =>
  read(chunks, options).lines.map(({ text, partial }) => (partial ? `${text}…` : text));

it('a line is a frame with its timestamp taken off', () => {
  expect(read([frame(2, `${at(5)} hello world\n`)]).lines).toEqual([
    { time: at(5), stream: 'stderr', text: 'hello world', partial: false },
  ]);
});

it('a line over 16 KiB is joined and takes the time of its last part', () => {
  const part = 'x'.repeat(16_384);
  const chunks = [frame(1, `${at(1)} ${part}`), frame(1, `${at(2)} ${part}`), frame(1, `${at(3)} end\n`)];
  expect(read(chunks).lines).toEqual([
    { time: at(3), stream: 'stdout', text: `${part}${part}end`, partial: false },
  ]);
});

it('stdout and stderr that interrupt each other in mid-line are put together apart', () => {
  const chunks = [frame(1, `${at(1)} out `), frame(2, `${at(2)} err\n`), frame(1, `${at(3)} put\n`)];
  expect(texts(chunks)).toEqual(['err', 'out put']);
});

it('a line over the limit is handed over in parts, none with half a character', () => {
  const text = 'ä'.repeat(10);
  expect(texts([frame(1, `${at(1)} ${text}\n`)], { maxLineBytes: 7 })).toEqual(['äää…', 'äää…', 'äää…', 'ä']);
});

it('a last line without a newline is partial', () => {
  expect(texts([frame(1, `${at(1)} done\n`), frame(1, `${at(2)} prompt> `)])).toEqual(['done', 'prompt> …']);
});

it('an empty line is a line', () => {
  expect(texts([frame(1, `${at(1)} \n`), frame(1, `${at(1)} \n`)])).toEqual(['', '']);
});

it('a character split over two frames is whole again, and bytes that are no UTF-8 are replaced', () => {
  const smile = Buffer.from('😀');
  const chunks = [
    frame(1, Buffer.concat([Buffer.from(`${at(1)} `), smile.subarray(0, 2)])),
    frame(1, Buffer.concat([Buffer.from(`${at(2)} `), smile.subarray(2), Buffer.from('\n')])),
    frame(1, Buffer.concat([Buffer.from(`${at(3)} `), Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a])])),
  ];
  expect(texts(chunks)).toEqual(['😀', 'a\ufffd\ufffdb']);
});

it('a frame with several lines gives them all its time', () => {
  expect(read([frame(1, `${at(1)} a\nb\n`)]).lines.map(({ time, text }) => [time, text])).toEqual([
    [at(1), 'a'],
    [at(1), 'b'],
  ]);
});

it('a carriage return is kept without a terminal and dropped with one', () => {
  expect(texts([frame(1, `${at(1)} a\r\n`)])).toEqual(['a\r']);
  expect(texts([Buffer.from(`${at(1)} a\r\n`)], { tty: true })).toEqual(['a']);
});

it('of a terminal, the timestamp that the engine puts after each 16 KiB is taken out of the line', () => {
  const part = 'y'.repeat(16_384);
  const stream = Buffer.from(`${at(1)} ${part}${at(2)} ${part}${at(3)} end\r\n${at(4)} next\r\n`);
  expect(read([stream], { tty: true }).lines.map(({ time, text }) => [time, text])).toEqual([
    [at(3), `${part}${part}end`],
    [at(4), 'next'],
  ]);
});

it('timestamps of other engines are brought to nine decimals and UTC', () => {
  const chunks = [frame(1, '2026-01-02T05:04:05.5+02:00 podman\n'), frame(1, '2026-01-02T03:04:05Z b\n')];
  expect(read(chunks).lines.map(({ time, text }) => [time, text])).toEqual([
    ['2026-01-02T03:04:05.500000000Z', 'podman'],
    ['2026-01-02T03:04:05.000000000Z', 'b'],
  ]);
});

it("the engine's own error is no line", () => {
  const { lines, errors } = read([frame(1, `${at(1)} a\n`), frame(3, 'error grabbing logs: EOF\n')]);
  expect(lines).toHaveLength(1);
  expect(errors).toEqual(['error grabbing logs: EOF']);
});

it('what looks like a timestamp further on in a frame is text, wherever the chunks are cut', () => {
  const line = frame(1, `${at(1)} ${'x'.repeat(60)}${at(2)} y\n`);
  const place = line.indexOf(at(2));
  expect(texts([line.subarray(0, place), line.subarray(place)])).toEqual([`${'x'.repeat(60)}${at(2)} y`]);
});

it('without timestamps the text is left as it is', () => {
  expect(texts([frame(1, `${at(1)} a\n`)], { timestamps: false })).toEqual([`${at(1)} a`]);
});

const line = fc.record({
  type: fc.constantFrom(1, 2),
  parts: fc.array(fc.uint8Array({ maxLength: 90 }).map(withoutNewline), { minLength: 1, maxLength: 3 }),
});

function withoutNewline(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte) => byte !== 10);
}

/** Frames as the engine cuts them: only the last part of a line ends in a newline. */
function encode(lines: readonly { type: number; parts: readonly Uint8Array[] }[]): Buffer {
  let nanos = 0;
  return Buffer.concat(
    lines.flatMap(({ type, parts }) =>
      parts.map((part, index) =>
        frame(
          type,
          Buffer.concat([
            Buffer.from(`${at(++nanos)} `),
            part,
            Buffer.from(index === parts.length - 1 ? '\n' : ''),
          ]),
        ),
      ),
    ),
  );
}

it('any stream cut at any positions gives the same lines, and their text is the input', () => {
  fc.assert(
    fc.property(
      fc.array(line),
      fc.array(fc.nat()),
      fc.integer({ min: 4, max: 400 }),
      (lines, cuts, limit) => {
        const bytes = encode(lines);
        const cut = read(cutAt(bytes, cuts), { maxLineBytes: limit });
        expect(cut).toEqual(read([bytes], { maxLineBytes: limit }));
        const whole = lines.map(({ parts }) => Buffer.concat(parts).toString());
        expect(read([bytes]).lines.map(({ text }) => text)).toEqual(whole);
      },
    ),
  );
});

it('the bytes of the lines are the bytes of the stream, whatever the limit', () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat()), fc.integer({ min: 4, max: 99 }), (lines, cuts, limit) => {
      const seen: Record<string, Buffer[]> = { stdout: [], stderr: [] };
      const reader = createLogReader({
        tty: false,
        maxLineBytes: limit,
        onLine: (stream, _instant, chunk, start, end, partial) => {
          expect(end - start).toBeLessThanOrEqual(limit);
          seen[stream]!.push(chunk.subarray(start, end));
          if (!partial) seen[stream]!.push(Buffer.from('\n'));
        },
      });
      for (const chunk of cutAt(encode(lines), cuts)) reader.push(chunk);
      reader.end();
      const of = (wanted: number) =>
        lines.filter(({ type }) => type === wanted).flatMap(({ parts }) => [...parts, Buffer.from('\n')]);
      expect(Buffer.concat(seen['stdout']!)).toEqual(Buffer.concat(of(1)));
      expect(Buffer.concat(seen['stderr']!)).toEqual(Buffer.concat(of(2)));
    }),
  );
});

it('a terminal stream cut at any positions gives the same lines', () => {
  const text = fc
    .array(fc.constantFrom('a', 'ä', '\r', ' ', 'x'.repeat(16_380), 'yy'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), fc.array(fc.nat()), (lines, cuts) => {
      let nanos = 0;
      const bytes = Buffer.concat(
        lines.flatMap((line) => messages(Buffer.from(`${line}\r\n`), () => at(++nanos))),
      );
      const cut = read(cutAt(bytes, cuts), { tty: true });
      expect(cut).toEqual(read([bytes], { tty: true }));
      expect(cut.lines.map((line) => line.text)).toEqual(lines);
    }),
    { numRuns: 50 },
  );
});

/** As moby's copier cuts a line of a terminal: after 16 KiB of text, each message with its time. */
function messages(bytes: Buffer, time: () => string): Buffer[] {
  const parts: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += 16_384) {
    // A newline right behind the limit is not counted to it.
    parts.push(Buffer.from(`${time()} `), bytes.subarray(from, from + 16_384));
  }
  return parts;
}

it('hostile bytes never throw, with frames or without', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 120 })), fc.boolean(), (chunks, tty) => {
      read(chunks, { tty, maxLineBytes: 16 });
    }),
  );
});

it('an endless line keeps no more than the limit', () => {
  let longest = 0;
  const reader = createLogReader({
    tty: false,
    maxLineBytes: 1000,
    onLine: (_stream, _instant, _chunk, start, end) => {
      longest = Math.max(longest, end - start);
    },
  });
  for (let sent = 0; sent < 500; sent++) reader.push(frame(1, `${at(1)} ${'z'.repeat(333)}`));
  expect(longest).toBe(1000);
});

it('tells since when a line is unfinished, the earlier of the two streams', () => {
  const reader = createLogReader({ tty: false, onLine: () => {} });
  const since: (string | undefined)[] = [];
  for (const bytes of [
    frame(1, `${at(1)} done\n`),
    frame(2, `${at(2)} be`),
    frame(1, `${at(3)} also`),
    frame(2, `${at(4)} gun\n`),
    frame(1, `${at(5)}  done\n`),
  ]) {
    reader.push(bytes);
    const instant = reader.unfinishedSince();
    since.push(instant && timeOf(instant));
  }
  expect(since).toEqual([undefined, at(2), at(2), at(3), undefined]);
});

it('a cut length ends before a character that does not fit whole', () => {
  const bytes = Buffer.from('aä😀');
  expect([1, 2, 3, 4, 5, 6, 7].map((length) => wholeCharacters(bytes, length))).toEqual([
    1, 1, 3, 3, 3, 3, 7,
  ]);
});
