import { backendOrder, backendTrials, chooseBackend } from '../capture/backend.ts';
import type { Backend } from '../capture/backend-name.ts';
import { capturePlan } from '../capture/plan.ts';
import { capturePolicy, type Policy } from '../capture/policy.ts';
import { describeFailure, type StepResult, stepSucceeded } from '../capture/step.ts';
import { interpretValidation, validation } from '../capture/validate.ts';
import type { CaptureOptions, Pod } from '../pod/model.ts';
import type { CaptureRemoval, CaptureResult, Capturer } from './capturer.ts';
import { createCaptureCheck } from './check-capture.ts';
import { loadedBackends } from './inspect-capture.ts';
import type { Engine } from './ports.ts';
import { type RunStep, runnerOver } from './run-step.ts';

/**
 * Capture as `capture/` plans it, through the runner in the pod's namespace: a backend chosen by trial, rules loaded as
 * one transaction, and a proof from inside before it counts as on.
 *
 * @param token makes something that nobody can guess, for the proof.
 */
export function createCapturer(token: () => string): Capturer {
  return {
    async apply(pod: Pod, engine: Engine, signal: AbortSignal): Promise<CaptureResult> {
      const options = pod.capture!;
      const run = runnerOver(engine, signal);
      const failed = (backend: string, message: string): CaptureResult => ({
        ok: false,
        failed: { backend, mode: options.mode, message },
      });
      try {
        const choice = await tryBackends(options.backend, run);
        if (!choice.backend) return failed('none', choice.why);
        const policy = capturePolicy(options);
        const plan = capturePlan(policy, choice.backend);
        for (const step of plan.apply) {
          const result = await run(step);
          if (!step.optional && !stepSucceeded(step, result))
            return failed(choice.backend, describeFailure(step, result));
        }
        const proof = await prove(policy, token(), run);
        if (proof.verdict === 'leaking') return failed(choice.backend, proof.message);
        return {
          ok: true,
          applied: {
            backend: choice.backend,
            mode: options.mode,
            rules: plan.ruleCount,
            message: `${choice.why}; ${proof.message}`,
          },
        };
      } catch (error) {
        return failed(options.backend, error instanceof Error ? error.message : String(error));
      }
    },
    remove: removeCapture,
    check: createCaptureCheck(),
  };
}

/** Every backend that holds rules of ours is cleared; which one it was is looked up, not remembered. */
async function removeCapture(pod: Pod, engine: Engine, signal: AbortSignal): Promise<CaptureRemoval> {
  const options = pod.capture!;
  const run = runnerOver(engine, signal);
  const policy = capturePolicy(options);
  const backends = await loadedBackends(run);
  const problems: string[] = [];
  for (const backend of backends)
    for (const step of capturePlan(policy, backend).switchOff) {
      const result = await run(step);
      if (!step.optional && !stepSucceeded(step, result)) problems.push(describeFailure(step, result));
    }
  return {
    backend: backends.join(' and ') || 'none',
    mode: options.mode,
    ...(problems[0] === undefined ? {} : { problem: problems[0] }),
  };
}

async function tryBackends(
  preference: CaptureOptions['backend'],
  run: RunStep,
): Promise<{ backend: Backend | undefined; why: string }> {
  const trials = backendTrials(backendOrder(preference));
  const results: StepResult[] = [];
  for (const trial of trials) {
    const result = await run(trial.load);
    results.push(result);
    if (!stepSucceeded(trial.load, result)) continue;
    await run(trial.unload);
    break;
  }
  return chooseBackend(preference, trials, results);
}

async function prove(
  policy: Policy,
  token: string,
  run: RunStep,
): Promise<{ verdict: 'captured' | 'leaking' | 'unknown'; message: string }> {
  const check = validation(policy, token);
  if (!check) return { verdict: 'unknown', message: 'nothing outbound is captured, so nothing was tried' };
  return interpretValidation(policy, check, await run(check.step));
}
