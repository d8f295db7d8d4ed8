import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPlainByte, sanitize } from '../../../../src/logs/line/sanitize.ts';

const plain = (text: string) => sanitize(text, { colors: false });
const colored = (text: string) => sanitize(text, { colors: true });

it.each([
  ['cursor moves', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
  ['a title', 'a\u001b]0;owned\u0007b', 'ab'],
  ['the clipboard', 'a\u001b]52;c;ZXZpbA==\u001b\\b', 'ab'],
  ['a hyperlink, whose text stays', '\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['a device control string', 'a\u001bP$q"p\u001b\\b', 'ab'],
  ['an escape of two bytes', 'a\u001bcb\u001b(Bc\u001b7', 'abc'],
  ['eight-bit introducers', 'a\u009b31mb\u009d0;t\u009cc', 'abc'],
  ['bells, backspaces and other controls', 'a\u0007\u0008\u0000\u007f\u0085b', 'ab'],
  ['overrides of direction', 'a\u202eb\u2066c', 'abc'],
  ['an escape that the line cuts off', 'a\u001b[31', 'a'],
  ['an operating system command without an end', 'a\u001b]52;c;text', 'a52;c;text'],
  ['separators of lines', 'a\u2028b', 'a b'],
])('%s: made harmless', (_name, text, wanted) => {
  expect(plain(text)).toBe(wanted);
});

it('tabs stay', () => {
  expect(plain('a\tb')).toBe('a\tb');
});

it('colours are kept on request and only they', () => {
  expect(colored('\u001b[1;31mred\u001b[0m\u001b[K \u001b[38:2::1:2:3mx')).toBe(
    '\u001b[1;31mred\u001b[0m \u001b[38:2::1:2:3mx',
  );
  expect(plain('\u001b[1;31mred\u001b[0m')).toBe('red');
});

it('a private sequence that ends like a colour is none', () => {
  expect(colored('\u001b[>4;2mx')).toBe('x');
});

it('of a line that overwrites itself the last state is left', () => {
  expect(plain('10%\r50%\r100%\r')).toBe('100%');
  expect(plain('\r\r')).toBe('');
});

it('whatever comes in, only text, tabs and colours come out, and a second pass changes nothing', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b', '[', ']', '\u009b', '31m', '\u0007', '\\', '\r', '\u001b[0m', 'P', ';', '52'),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.boolean(), (pieces, colors) => {
      const clean = sanitize(pieces.join(''), { colors });
      const rest = clean.replaceAll(new RegExp(`${'\u001b'}\\[[\\d;:]*m`, 'g'), '').replaceAll('\t', '');
      expect(rest).not.toMatch(/\p{Cc}/u);
      expect(sanitize(clean, { colors })).toBe(clean);
    }),
    { numRuns: 1000 },
  );
});

it('a hostile line of a megabyte takes no longer than its length allows', () => {
  for (const piece of ['\u001b]', '\u001b[1;', '\u001b ', '\u009d', '\r', '\u001b[31m']) {
    const line = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const start = process.cpuUsage();
    plain(line);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500);
  }
});

it('plain bytes are exactly those that need no cleaning', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      const bytes = Buffer.from(text);
      if (bytes.every(isPlainByte)) expect(plain(text)).toBe(text);
      else expect(plain(text)).not.toBe(text);
    }),
  );
});
