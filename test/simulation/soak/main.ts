import fc from 'fast-check';
import { randomRun } from './random-pod.ts';
import { liveThrough } from './run-random.ts';

/** Many random pods; on a failure the smallest pod that shows it. The last line sums up. */
async function soak(pods: number, seed: number, limitMs: number): Promise<number> {
  process.stdout.write(`${pods} random pods, seed ${seed}\n`);
  const outcome = await fc.check(
    fc.asyncProperty(randomRun, async (run) => {
      const broken = await liveThrough(run);
      if (broken.length > 0) throw new Error(broken.join('\n'));
    }),
    { seed, numRuns: pods, interruptAfterTimeLimit: limitMs, markInterruptAsFailure: false },
  );
  const failed = outcome.failed ? 1 : 0;
  if (outcome.failed) {
    const { message } = outcome.errorInstance as Error;
    process.stdout.write(
      `${message}\nseed ${outcome.seed}, path ${outcome.counterexamplePath}; this pod shows it:\n`,
    );
    process.stdout.write(`${JSON.stringify(outcome.counterexample?.[0], null, 1)}\n`);
  }
  if (outcome.interrupted) process.stdout.write(`stopped after ${limitMs / 1000} s\n`);
  process.stdout.write(`${outcome.numRuns - failed} passed, ${failed} failed\n`);
  return failed;
}

const [pods = '10000', seed = String(Date.now() % 1_000_000_007)] = process.argv.slice(2);
process.exitCode = await soak(Number(pods), Number(seed), 15 * 60_000);
