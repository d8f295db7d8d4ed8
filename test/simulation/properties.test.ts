import { it } from '@jest/globals';
import fc from 'fast-check';
import { randomRun } from './soak/random-pod.ts';
import { liveThrough } from './soak/run-random.ts';

/** `npm run test:soak` does the same for ten thousand pods and a new seed each time. */
it('no random pod breaks a rule, whatever befalls it, its engine and its supervisor', async () => {
  const property = fc.asyncProperty(randomRun, async (run) => {
    const broken = await liveThrough(run);
    if (broken.length > 0) throw new Error(broken.join('\n'));
  });
  await fc.assert(property, { seed: 753, numRuns: 150 });
}, 120_000);
