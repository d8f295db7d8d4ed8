import type { SeededPlan } from '../../faults/plan.ts';
import { defaultSettings } from '../../lifecycle/state/settings.ts';
import type { Pod } from '../../pod/model.ts';
import { exitCodeOf, type RunOutcome } from '../../run/outcome.ts';
import { type Run, startRun } from '../../run/run.ts';
import { createJournal, type EventSource, type Journal } from '../../supervisor/journal.ts';
import { openRecording, type Recording } from '../files/recording-file.ts';
import { harmless } from '../output/harmless.ts';
import { surroundings } from '../run-wiring.ts';
import { chooseOutput } from '../show/show.ts';
import { interrupted } from '../terminal/stop-signals.ts';
import { podsElsewhere } from './elsewhere.ts';
import { type EndedPhase, hearingOfEnded, parseEnded, watchEnded } from './ended-pods.ts';
import type { AttachedOptions, StopControl } from './options.ts';
import { watchReadiness } from './readiness.ts';
import { showRun } from './show-run.ts';
import type { StepReport } from './steps.ts';
import { tellOutcome } from './tell-outcome.ts';
import { findingsIn } from './told-findings.ts';

/** Runs pods in the foreground and shows them. */
export async function runAttached(
  pods: readonly Pod[],
  options: AttachedOptions,
  control: StopControl,
): Promise<AttachedResult> {
  const { project, door } = options;
  const { prepareWatch } = options.watch ? await import('./watch/prepare.ts') : {};
  const watch = await prepareWatch?.(pods, options);
  const engineFor = watch?.engineOf ?? options.engineFor;
  const recording =
    options.record === undefined
      ? undefined
      : openRecording(options.record, new Date(surroundings.clock.wall()));
  const journal = createJournal(project, surroundings.clock.wall);
  const ended = watchEnded(journal);
  const run = startRun(
    {
      pods,
      keep: options.leftBehind ?? false,
      endsWithDependency: !options.leftBehind,
      settings: options.step ? { ...defaultSettings, stepping: true } : defaultSettings,
    },
    {
      ...surroundings,
      journal,
      engineOf: engineFor,
      ...(watch && { renewEngine: watch.renewEngine }),
      listen: door.listen,
      elsewhere: hearingOfEnded(podsElsewhere(options.running, pods), options.all, parseEnded(options.ended)),
    },
  );
  const { step, gracePeriod } = options;
  control.stop = (reason) => run.stop(reason, gracePeriod, step && reason === interrupted);
  control.kill = () => run.kill('killed on request');
  const shown = showRun({ run, journal }, pods, { ...options, engineFor });
  const endSteps = step ? await beginSteps(run, journal, options) : undefined;
  watch?.begin(run, journal);
  const tellBroken = (message: string): void =>
    void journal.append(pods[0]?.name ?? '', { type: 'Warning', message });
  const finishRecording = recording && (await beginRecording(recording, journal, pods, options, tellBroken));
  const endFaults = options.faultPlan && (await beginFaults(options.faultPlan, pods, { run, journal }));
  const late = watchReadiness({ run, journal }, pods, options);
  try {
    const outcome = await run.ended;
    await watch?.close();
    await shown.close();
    const exitCode = tellOutcome(outcome);
    // Otherwise the log has just been shown.
    if (chooseOutput(options.output) === 'tui') tellFindings(journal, outcome);
    return { exitCode: (await late()) ?? exitCode, detached: outcome.is === 'left', ended };
  } finally {
    endFaults?.();
    endSteps?.();
    await watch?.close();
    await shown.close();
    await finishRecording?.();
  }
}

/** The full-screen view has a key for it. */
async function beginSteps(run: Run, journal: Journal, { output }: AttachedOptions): Promise<() => void> {
  if (chooseOutput(output) === 'tui') return () => {};
  const { takeSteps } = await import('./steps.ts');
  const post = (pod: string, report: StepReport): void =>
    run
      .supervisors()
      .find((one) => one.pod.name === pod)
      ?.post(report);
  return takeSteps(process.stdin, journal, post, surroundings.say);
}

/** The samples are loaded only by a run that is recorded. */
async function beginRecording(
  recording: Recording,
  journal: Journal,
  pods: readonly Pod[],
  options: AttachedOptions,
  onBroken: (reason: string) => void,
): Promise<() => Promise<void>> {
  const { recorded } = await import('./recorded.ts');
  return recording.begin(recorded(journal, pods, options), onBroken);
}

/** The seed is told, so that the same faults can be had again. */
async function beginFaults(
  plan: SeededPlan,
  pods: readonly Pod[],
  { run, journal }: { readonly run: Run; readonly journal: Journal },
): Promise<() => void> {
  const { planFaults } = await import('../../run/plan-faults.ts');
  surroundings.say(`the plan of faults has the seed ${plan.seed}`);
  const names = pods.map(({ name }) => name);
  return planFaults(plan, names, { journal, clock: surroundings.clock, supervisors: run.supervisors });
}

/** Why the pods that have failed did so. */
function tellFindings(journal: EventSource, outcome: RunOutcome): void {
  if (outcome.is !== 'ended') return;
  const failed = outcome.pods.flatMap((pod) =>
    pod.is === 'ended' && exitCodeOf(pod) !== 0 ? [pod.state.pod.name] : [],
  );
  for (const line of findingsIn(journal, failed)) process.stderr.write(`  ${harmless(line)}\n`);
}

interface AttachedResult {
  readonly exitCode: number;
  /** The person left the pods running: somebody else has to supervise them now. */
  readonly detached: boolean;
  /** The pods that had ended by then. */
  readonly ended: ReadonlyMap<string, EndedPhase>;
}
