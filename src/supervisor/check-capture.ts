import { counterAlarms } from '../capture/alarms.ts';
import type { RuleCounter } from '../capture/counters.ts';
import type { IpFamily, Pod } from '../pod/model.ts';
import type { CaptureCheck } from './capturer.ts';
import { inspectCapture } from './inspect-capture.ts';
import type { Engine } from './ports.ts';
import { runnerOver } from './run-step.ts';

/**
 * Looks at the rules of a running pod; each alarm is raised once, until it has gone away.
 * @param unloaded address families whose rules could not be loaded.
 */
export function createCaptureCheck(
  unloaded: ReadonlySet<IpFamily>,
): (pod: Pod, engine: Engine, signal: AbortSignal) => Promise<CaptureCheck> {
  let before: readonly RuleCounter[] = [];
  let raised: ReadonlySet<string> = new Set();
  return async (pod, engine, signal) => {
    const view = await inspectCapture(pod.capture!, runnerOver(engine, signal), unloaded);
    if (!view.on) return { drift: 'the capture rules are gone from the pod’s namespace', alarms: [] };
    const all = [...counterAlarms(view.rules, before), ...view.alarms, ...view.conflicts];
    before = view.rules;
    const fresh = all.filter(({ kind }) => !raised.has(kind));
    raised = new Set(all.map(({ kind }) => kind));
    const [first] = view.drift;
    return {
      ...(first ? { drift: first.message } : {}),
      alarms: fresh.map(({ message, hint }) => `${message}; ${hint}`),
    };
  };
}
