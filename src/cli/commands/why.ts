import type { Explanation } from '../../events/explain/explanation.ts';
import { why } from '../../events/explain/why.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { exitCodes } from '../exit-codes.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import { type Found, findSupervised, resolveTarget, type Target } from '../find/find-supervised.ts';
import { toldSoFar, viewOf } from '../find/told-so-far.ts';
import { engineShows, tellUnreached } from '../find/unreached.ts';
import { harmless } from '../output/harmless.ts';

interface WhyOptions extends PodChoice {
  readonly host?: string;
  readonly output: 'text' | 'json';
}

/** `outrider why [TARGET]`: what it waits for, the last probe output, when it is tried again; the cause first. */
export async function explainWhy(target: string | undefined, options: WhyOptions): Promise<number> {
  const found = await findSupervised([], options);
  try {
    const targets = target === undefined ? everyPod(found) : [resolveTarget(found, target)];
    const events = await toldSoFar(targets.map(({ supervised }) => supervised));
    for (const { supervised, container } of targets) {
      const view = viewOf(events, supervised);
      if (!view) continue;
      const now = systemClock.wall();
      const { project, pod } = supervised;
      const explanation = why(view, container, now);
      const subject = { project, pod, ...(container ? { container } : {}) };
      process.stdout.write(
        options.output === 'json'
          ? `${JSON.stringify({ ...subject, ...explanation })}\n`
          : inWords(explanation, now),
      );
    }
    return targets.length > 0 ? exitCodes.ok : exitCodes.failure;
  } finally {
    found.close();
  }
}

/** Of pods that no supervisor answers for, what the engine shows is told. */
function everyPod({ supervised, unreached }: Found): readonly Target[] {
  for (const one of unreached) {
    tellUnreached(one);
    process.stderr.write(`${engineShows(one).map(harmless).join('\n')}\n`);
  }
  return supervised.map((each) => ({ supervised: each }));
}

/** An explanation as lines of text. */
export function inWords({ summary, chain, nextAt }: Explanation, now: number): string {
  const next =
    nextAt === undefined
      ? []
      : [`tried again in ${Math.max(0, (Date.parse(nextAt) - now) / 1000).toFixed(1)} s`];
  return `${[summary, ...[...chain, ...next].map((line) => `  ${line}`)].map(harmless).join('\n')}\n`;
}
