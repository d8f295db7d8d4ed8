import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from './clock.ts';

const pauseMs = 100;

/** Asks until there is an answer, or the time is over. What is looked at is outside of this process and tells nobody. */
export async function poll<T>(
  boundMs: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T | undefined> {
  const end = nowMs() + boundMs;
  while (true) {
    const answer = await ask();
    if (answer !== undefined || nowMs() > end) return answer;
    await sleep(pauseMs);
  }
}
