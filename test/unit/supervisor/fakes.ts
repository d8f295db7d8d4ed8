import type { Report } from '../../../src/lifecycle/state/facts.ts';
import { defaultSettings } from '../../../src/lifecycle/state/settings.ts';
import type { Pod } from '../../../src/pod/model.ts';
import type { ExecutorContext } from '../../../src/supervisor/execute/executor-context.ts';
import { type Engine, EngineError, type RunResult } from '../../../src/supervisor/ports.ts';
import { createPodAddress } from '../../../src/supervisor/watch/pod-address.ts';
import { createManualClock } from '../../simulation/support/manual-clock.ts';
import { stubCapturer } from '../../simulation/support/stub-capturer.ts';
import { app } from '../../support/scenario/plan.ts';
import { podOf } from '../../support/scenario/pod.ts';

/** A pod with the app container `a1`, captured. */
export const capturedPod: Pod = {
  ...podOf(
    { restartPolicy: 'Always', containers: [app('a1')] },
    { name: 'pod', image: 'demo:1', secondMs: 1000 },
  ),
  capture: { mode: 'REDIRECT', backend: 'iptables' } as unknown as NonNullable<Pod['capture']>,
};

/** An engine of which a test gives the calls that it expects; any other is a mistake. */
export function engineWith(calls: Partial<Engine>): Engine {
  return new Proxy(calls as Engine, {
    get: (target, name) => {
      const found = Reflect.get(target, name);
      if (found === undefined) throw new Error(`nobody was to call ${String(name)}`);
      return found;
    },
  });
}

export const unreachable = (): EngineError =>
  new EngineError('no-engine', 'cannot do it: no Docker engine answers');

export function runResult(exitCode: number, stdout: string, stderr = ''): RunResult {
  return {
    exitCode,
    timedOut: false,
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
    durationMs: 1,
  };
}

/** A context whose facts and warnings are kept, over virtual time. */
export function contextWith(calls: Partial<Engine>, changes: Partial<ExecutorContext> = {}) {
  const clock = createManualClock();
  const posted: Report[] = [];
  const warnings: string[] = [];
  const waiting = new AbortController();
  const context: ExecutorContext = {
    engine: engineWith(calls),
    capturer: stubCapturer,
    clock,
    settings: defaultSettings,
    address: createPodAddress(waiting.signal),
    pod: () => capturedPod,
    post: (report) => void posted.push(report),
    warn: (message) => void warnings.push(message),
    waiting: waiting.signal,
    signal: new AbortController().signal,
    ...changes,
  };
  return { context, clock, posted, warnings, waiting };
}
