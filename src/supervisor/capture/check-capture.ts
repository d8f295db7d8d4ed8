import { capturePlan } from '../../capture/backends/plan.ts';
import { counterAlarms } from '../../capture/check/alarms.ts';
import type { RuleCounter } from '../../capture/check/counters.ts';
import { capturePolicy } from '../../capture/policy/policy.ts';
import type { CaptureOptions, Pod } from '../../pod/model.ts';
import type { Engine } from '../ports.ts';
import { runnerOver } from '../run-step.ts';
import type { CaptureCheck } from './capturer.ts';
import { type AppliedCapture, type CaptureView, declaredPorts, inspectCapture } from './inspect-capture.ts';

/** What one pod's capturer knows of the rules that it has applied. */
export interface CaptureMemory {
  applied: AppliedCapture;
}

/**
 * Looks at the rules of a running pod. Each alarm is raised once, until it has gone away. A supervisor that has taken a
 * pod over learns the backend from the first look.
 */
export function createCaptureCheck(
  memory: CaptureMemory,
): (pod: Pod, engine: Engine, signal: AbortSignal) => Promise<CaptureCheck> {
  let before: readonly RuleCounter[] = [];
  let raised: ReadonlySet<string> = new Set();
  return async (pod, engine, signal) => {
    const view = await inspectCapture(pod.capture!, runnerOver(engine, signal), {
      ...memory.applied,
      declared: declaredPorts(pod),
    });
    if (view.on && memory.applied.backend === undefined && view.backend)
      memory.applied = { ...memory.applied, backend: view.backend };
    const all = [...counterAlarms(view.rules, before), ...view.alarms, ...view.conflicts];
    before = view.rules;
    const fresh = all.filter(({ kind }) => !raised.has(kind));
    raised = new Set(all.map(({ kind }) => kind));
    const alarms = fresh.map(({ message, hint }) => `${message}; ${hint}`);
    if (!view.on) return { drift: 'the capture rules are gone from the pod’s namespace', alarms };
    const [first] = view.drift;
    if (first) return { drift: first.message, alarms };
    return { ...foundIn(pod.capture!, view), alarms };
  };
}

function foundIn(options: CaptureOptions, { backend }: CaptureView): Pick<CaptureCheck, 'found'> {
  if (backend === undefined) return {};
  const rules = capturePlan(capturePolicy(options), backend).ruleCount;
  return { found: { backend, mode: options.mode, rules } };
}
