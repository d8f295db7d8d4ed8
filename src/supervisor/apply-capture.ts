import { backendOrder, backendTrials, chooseBackend } from '../capture/backend.ts';
import type { Backend } from '../capture/backend-name.ts';
import { capturePlan } from '../capture/plan.ts';
import { capturePolicy, type Policy } from '../capture/policy.ts';
import { describeFailure, type Step, type StepResult, stepSucceeded } from '../capture/step.ts';
import { interpretValidation, validation } from '../capture/validate.ts';
import type { CaptureOptions, Pod } from '../pod/model.ts';
import type { CaptureResult, Capturer } from './capturer.ts';
import type { Engine } from './ports.ts';

/** Generous: one step takes some ten milliseconds. */
const stepDeadlineMs = 15_000;

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
  };
}

export type RunStep = (step: Step) => Promise<StepResult>;

/** The runner of `capture/`'s steps over an engine: text in, text out. */
export function runnerOver(engine: Engine, signal: AbortSignal): RunStep {
  return async (step) => {
    const { exitCode, stdout, stderr } = await engine.inNamespace(step, stepDeadlineMs, signal);
    return { exitCode, stdout: text(stdout), stderr: text(stderr) };
  };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

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
