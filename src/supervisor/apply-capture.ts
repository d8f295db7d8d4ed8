import { backendOrder, backendTrials, chooseBackend } from '../capture/backend.ts';
import type { Backend } from '../capture/backend-name.ts';
import { readsOf } from '../capture/listing.ts';
import { capturePlan } from '../capture/plan.ts';
import { capturePolicy, type Policy } from '../capture/policy.ts';
import { describeFailure, type StepResult, stepSucceeded } from '../capture/step.ts';
import type { Trial } from '../capture/trials.ts';
import { interpretValidation, validation } from '../capture/validate.ts';
import type { CaptureOptions, IpFamily, Pod } from '../pod/model.ts';
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
  const unloaded = new Set<IpFamily>();
  return {
    async apply(pod, engine, signal) {
      const options = pod.capture!;
      try {
        return await applyCapture(options, runnerOver(engine, signal), token(), unloaded);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return failed(options, options.backend, message);
      }
    },
    remove: removeCapture,
    check: createCaptureCheck(unloaded),
  };
}

const failed = ({ mode }: CaptureOptions, backend: string, message: string): CaptureResult => ({
  ok: false,
  failed: { backend, mode, message },
});

/** @param unloaded gets the address families whose rules could not be loaded: nobody is to miss them later. */
async function applyCapture(
  options: CaptureOptions,
  run: RunStep,
  token: string,
  unloaded: Set<IpFamily>,
): Promise<CaptureResult> {
  const choice = await tryBackends(options.backend, run);
  if (!choice.backend) return failed(options, 'none', choice.why);
  const policy = capturePolicy(options);
  const plan = capturePlan(policy, choice.backend);
  const warnings: string[] = [];
  unloaded.clear();
  for (const step of plan.apply) {
    const result = await run(step);
    if (stepSucceeded(step, result)) continue;
    const problem = describeFailure(step, result);
    if (!step.optional) return failed(options, choice.backend, problem);
    warnings.push(`${problem}; connections of that kind are not captured`);
    if (step.argv[0]!.startsWith('ip6tables')) unloaded.add('ipv6');
  }
  const proof = await prove(policy, token, run);
  if (proof.verdict === 'leaking') return failed(options, choice.backend, proof.message);
  const { backend, why } = choice;
  const message = `${why}; ${proof.message}`;
  return { ok: true, applied: { backend, mode: options.mode, rules: plan.ruleCount, message }, warnings };
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

/** Which of the two variants Docker's own rules are in decides which is tried first; looking costs no time of its own. */
async function tryBackends(
  preference: CaptureOptions['backend'],
  run: RunStep,
): Promise<{ backend: Backend | undefined; why: string }> {
  const [legacy, first] = await Promise.all([
    preference === 'nftables' ? undefined : run(readsOf('iptables-legacy')[0]!.step),
    tryInOrder(backendOrder(preference), run),
  ]);
  const order = backendOrder(preference, legacy?.stdout);
  const { trials, results } = order[0] === backendOrder(preference)[0] ? first : await tryInOrder(order, run);
  return chooseBackend(preference, trials, results);
}

async function tryInOrder(
  order: readonly Backend[],
  run: RunStep,
): Promise<{ readonly trials: readonly Trial[]; readonly results: readonly StepResult[] }> {
  const trials = backendTrials(order);
  const results: StepResult[] = [];
  for (const trial of trials) {
    const result = await run(trial.load);
    results.push(result);
    if (!stepSucceeded(trial.load, result)) continue;
    await run(trial.unload);
    break;
  }
  return { trials, results };
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
