import { backendOrder, backendTrials, chooseBackend } from '../../capture/backends/backend.ts';
import type { Backend } from '../../capture/backends/backend-name.ts';
import { readsOf } from '../../capture/backends/listing.ts';
import { type CapturePlan, capturePlan } from '../../capture/backends/plan.ts';
import { describeFailure, type StepResult, stepSucceeded } from '../../capture/backends/step.ts';
import { interpretValidation, type ValidationResult, validation } from '../../capture/check/validate.ts';
import { capturePolicy, type Policy } from '../../capture/policy/policy.ts';
import type { CaptureOptions, IpFamily, Pod } from '../../pod/model.ts';
import type { Engine } from '../ports.ts';
import { type RunStep, runnerOver } from '../run-step.ts';
import type { CaptureRemoval, CaptureResult, Capturer } from './capturer.ts';
import { type CaptureMemory, createCaptureCheck } from './check-capture.ts';
import { loadedBackends } from './inspect-capture.ts';

/**
 * Capture as `capture/` plans it, through the runner in the pod's namespace: a backend chosen by trial, rules loaded as
 * one transaction, and a proof from inside before it counts as on.
 *
 * @param token makes something that nobody can guess, for the proof.
 */
export function createCapturer(token: () => string): Capturer {
  const pods = new Map<string, { readonly memory: CaptureMemory; readonly check: Capturer['check'] }>();
  const of = ({ name }: Pod) => {
    const known = pods.get(name);
    if (known) return known;
    const memory: CaptureMemory = { applied: {} };
    const fresh = { memory, check: createCaptureCheck(memory) };
    pods.set(name, fresh);
    return fresh;
  };
  return {
    apply: (pod, engine, signal) =>
      applyCapture(pod.capture!, runnerOver(engine, signal), token(), of(pod).memory),
    async remove(pod, engine, signal) {
      const removal = await removeCapture(pod, engine, signal);
      of(pod).memory.applied = {};
      return removal;
    },
    check: (pod, engine, signal) => of(pod).check(pod, engine, signal),
  };
}

const failed = ({ mode }: CaptureOptions, backend: string, message: string): CaptureResult => ({
  ok: false,
  failed: { backend, mode, message },
});

/** A backend that has worked in this pod is tried first, so that it is kept for the life of the namespace. */
async function applyCapture(
  options: CaptureOptions,
  run: RunStep,
  token: string,
  memory: CaptureMemory,
): Promise<CaptureResult> {
  const known = memory.applied.backend;
  const first = keptFirst(backendOrder(options.backend), known);
  // Which variant of iptables Docker's own rules are in is mostly the first choice: it is looked up meanwhile.
  const [attempt, listing] = await Promise.all([
    applyInOrder(options, first, run, token),
    options.backend === 'nftables' || known ? undefined : run(readsOf('iptables-legacy')[0]!.step),
  ]);
  const order = keptFirst(backendOrder(options.backend, listing?.stdout), known);
  const { result, families, backend } =
    order[0] === first[0] ? attempt : await applyAnew(options, order, attempt, run, token);
  if (result.ok && backend) memory.applied = { backend, unloaded: new Set(families) };
  return result;
}

function keptFirst(order: readonly Backend[], known: Backend | undefined): readonly Backend[] {
  if (known === undefined || !order.includes(known)) return order;
  return [known, ...order.filter((backend) => backend !== known)];
}

interface Attempt {
  readonly result: CaptureResult;
  /** Absent when none works. */
  readonly backend?: Backend;
  /** Address families whose rules could not be loaded. */
  readonly families: readonly IpFamily[];
  /** Takes away what was loaded. */
  readonly undo: () => Promise<void>;
}

async function applyAnew(
  options: CaptureOptions,
  order: readonly Backend[],
  before: Attempt,
  run: RunStep,
  token: string,
): Promise<Attempt> {
  await before.undo();
  return applyInOrder(options, order, run, token);
}

async function applyInOrder(
  options: CaptureOptions,
  order: readonly Backend[],
  run: RunStep,
  token: string,
): Promise<Attempt> {
  const choice = await tryInOrder(options.backend, order, run);
  const { backend, why } = choice;
  if (!backend) return { result: failed(options, 'none', why), families: [], undo: async () => {} };
  const policy = capturePolicy(options);
  const plan = capturePlan(policy, backend);
  const undo = async (): Promise<void> => {
    for (const step of plan.remove) await run(step);
  };
  const loaded = await load(plan, run);
  const families = loaded.unloaded;
  // What the trial left is taken away while the proof waits for its answer.
  const [proof] = await Promise.all([
    loaded.problem === undefined ? prove(policy, token, run) : undefined,
    choice.tidy(),
  ]);
  const problem = loaded.problem ?? (proof?.verdict === 'leaking' ? proof.message : undefined);
  if (problem !== undefined) return { result: failed(options, backend, problem), backend, families, undo };
  const message = `${why}; ${proof!.message}`;
  const warnings = [...loaded.warnings, ...(proof!.verdict === 'unanswered' ? [proof!.message] : [])];
  const applied = { backend, mode: options.mode, rules: plan.ruleCount, message };
  return { result: { ok: true, applied, warnings }, backend, families, undo };
}

interface Loaded {
  readonly problem?: string;
  readonly warnings: readonly string[];
  readonly unloaded: readonly IpFamily[];
}

async function load(plan: CapturePlan, run: RunStep): Promise<Loaded> {
  const warnings: string[] = [];
  const unloaded: IpFamily[] = [];
  for (const step of plan.apply) {
    const result = await run(step);
    if (stepSucceeded(step, result)) continue;
    const problem = describeFailure(step, result);
    if (!step.optional) return { problem, warnings, unloaded };
    warnings.push(`${problem}; connections of that kind are not captured`);
    if (step.argv[0]!.startsWith('ip6tables')) unloaded.push('ipv6');
  }
  return { warnings, unloaded };
}

/** Every backend that holds rules of ours is cleared, leftovers included. */
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

interface Choice {
  readonly backend: Backend | undefined;
  readonly why: string;
  /** Takes away what the trial left behind. */
  readonly tidy: () => Promise<unknown>;
}

async function tryInOrder(
  preference: CaptureOptions['backend'],
  order: readonly Backend[],
  run: RunStep,
): Promise<Choice> {
  const trials = backendTrials(order);
  const results: StepResult[] = [];
  for (const trial of trials) {
    const result = await run(trial.load);
    results.push(result);
    if (!stepSucceeded(trial.load, result)) continue;
    return { ...chooseBackend(preference, trials, results), tidy: () => run(trial.unload) };
  }
  return { ...chooseBackend(preference, trials, results), tidy: async () => {} };
}

async function prove(policy: Policy, token: string, run: RunStep): Promise<ValidationResult> {
  const check = validation(policy, token);
  if (!check) return { verdict: 'unknown', message: 'nothing outbound is captured, so nothing was tried' };
  return interpretValidation(policy, check, await run(check.step));
}
