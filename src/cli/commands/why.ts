import { type Explanation, why } from '../../lifecycle/describe.ts';
import { defaultSettings } from '../../lifecycle/settings.ts';
import { systemClock } from '../../supervisor/clock.ts';
import type { PodChoice } from '../choose-pods.ts';
import { exitCodes } from '../exit-codes.ts';
import { findSupervised, resolveTarget, type Target } from '../find-supervised.ts';

interface WhyOptions extends PodChoice {
  readonly host?: string;
  readonly output: 'text' | 'json';
}

/** `outrider why [TARGET]`: what it waits for, the last probe output, when it is tried again; the cause first. */
export async function explainWhy(target: string | undefined, options: WhyOptions): Promise<number> {
  const all = await findSupervised([], options);
  try {
    const targets: readonly Target[] =
      target === undefined ? all.map((supervised) => ({ supervised })) : [resolveTarget(all, target)];
    for (const { supervised, container } of targets) {
      const now = systemClock.monotonic();
      const explanation = why(supervised.state, container, now, defaultSettings);
      const subject = {
        project: supervised.project,
        pod: supervised.pod,
        ...(container ? { container } : {}),
      };
      process.stdout.write(
        options.output === 'json'
          ? `${JSON.stringify({ ...subject, ...explanation })}\n`
          : inWords(explanation, now),
      );
    }
    return exitCodes.ok;
  } finally {
    for (const { control } of all) control.close();
  }
}

function inWords({ summary, chain, nextAt }: Explanation, now: number): string {
  const next =
    nextAt === undefined ? [] : [`tried again in ${Math.max(0, (nextAt - now) / 1000).toFixed(1)} s`];
  return `${[summary, ...[...chain, ...next].map((line) => `  ${line}`)].join('\n')}\n`;
}
