import { formatPlan } from '../../lifecycle/plan/format-plan.ts';
import { planOf } from '../../lifecycle/plan/plan.ts';
import { toLegacy } from '../../lifecycle/state/legacy.ts';
import { defaultSettings } from '../../lifecycle/state/settings.ts';
import { inStartOrder } from '../../pod/dependency.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../files/load-pods.ts';

/**
 * `outrider plan FILE…`: what starts and stops in which order, what gates what, worst-case times; needs no engine. Pods come
 * in the order in which they start.
 */
export async function plan(
  files: readonly string[],
  options: {
    readonly with: readonly string[];
    readonly output: 'text' | 'json';
    readonly sidecars: 'native' | 'legacy';
  },
): Promise<number> {
  const pods = inStartOrder(await loadPods(files, { recipes: options.with }));
  const plans = (options.sidecars === 'legacy' ? pods.map(toLegacy) : pods).map((pod) =>
    planOf(pod, defaultSettings),
  );
  for (const each of plans)
    process.stdout.write(options.output === 'json' ? `${JSON.stringify(each)}\n` : `${formatPlan(each)}\n`);
  return exitCodes.ok;
}
