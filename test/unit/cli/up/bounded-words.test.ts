import { expect, it } from '@jest/globals';
import { boundWords } from '../../../../src/cli/up/bounded-words.ts';

it('a detached run that says the same for ever keeps a bounded part of it, and says that there was more', () => {
  let kept = '';
  const stderr = {
    write(text: string): boolean {
      kept += text;
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  boundWords(stderr);
  for (let count = 0; count < 10_000; count++) stderr.write(`outrider: line ${count} ${'x'.repeat(100)}\n`);
  expect(kept.length).toBeLessThanOrEqual(300 * 1024);
  expect(kept).toContain('outrider: line 1000 ');
  expect(kept.endsWith('outrider: more was said than is kept here\n')).toBe(true);
});
