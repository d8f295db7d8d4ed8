import type { Started } from './run-outrider.ts';

/** Settles with the warning of that pod that contains these words, be it told already or still to come. */
export async function warned(run: Started, pod: string, words: string): Promise<string> {
  for (let count = 1; ; count++) {
    await run.seen('Warning', undefined, count);
    const found = run
      .events()
      .flatMap((event) => (event.type === 'Warning' && event.pod === pod ? [event.message] : []))
      .find((message) => message.includes(words));
    if (found !== undefined) return found;
  }
}
