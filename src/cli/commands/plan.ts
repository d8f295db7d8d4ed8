import { writeFileSync } from 'node:fs';
import { formatPlan } from '../../lifecycle/plan/format-plan.ts';
import { graphOf } from '../../lifecycle/plan/graph.ts';
import { type Plan, planOf } from '../../lifecycle/plan/plan.ts';
import { planMermaid } from '../../lifecycle/plan/plan-mermaid.ts';
import { planSvg } from '../../lifecycle/plan/plan-svg.ts';
import { toLegacy } from '../../lifecycle/state/legacy.ts';
import { defaultSettings } from '../../lifecycle/state/settings.ts';
import { inStartOrder } from '../../pod/dependency.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../files/load-pods.ts';

interface PlanOptions {
  readonly with: readonly string[];
  readonly output: 'text' | 'json';
  readonly sidecars: 'native' | 'legacy';
  /** Where the drawing goes. */
  readonly svg?: string;
  readonly mermaid?: boolean;
}

/**
 * `outrider plan FILE…`: what starts and stops in which order, what gates what, worst-case times; needs no engine. Pods come
 * in the order in which they start.
 */
export async function plan(files: readonly string[], options: PlanOptions): Promise<number> {
  const pods = inStartOrder(await loadPods(files, { recipes: options.with }));
  const plans = (options.sidecars === 'legacy' ? pods.map(toLegacy) : pods).map((pod) =>
    planOf(pod, defaultSettings),
  );
  if (options.svg !== undefined) {
    writeFileSync(options.svg, planSvg(graphOf(plans)));
    process.stderr.write(`outrider: wrote ${options.svg}\n`);
  } else process.stdout.write(inWords(plans, options));
  return exitCodes.ok;
}

function inWords(plans: readonly Plan[], { mermaid, output }: PlanOptions): string {
  if (mermaid) return planMermaid(graphOf(plans));
  return plans
    .map((each) => (output === 'json' ? `${JSON.stringify(each)}\n` : `${formatPlan(each)}\n`))
    .join('');
}
