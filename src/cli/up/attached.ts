import type { Pod } from '../../pod/model.ts';
import { printFailure } from '../failure.ts';
import { recordTo } from '../recording-file.ts';
import { runPods } from '../run-pods.ts';
import type { AttachedOptions, StopControl } from './options.ts';
import { watchReadiness } from './readiness.ts';
import { showRun } from './show-run.ts';

/** Runs pods in the foreground and shows them. */
export async function runAttached(
  pods: readonly Pod[],
  options: AttachedOptions,
  control: StopControl,
): Promise<AttachedResult> {
  const { project, engineFor } = options;
  const run = runPods(pods, { project, keep: options.keep ?? false, engineFor });
  control.stop = (reason) => run.stop(reason, options.gracePeriod);
  control.kill = () => run.kill('killed on request');
  let detached = false;
  const shown = showRun(run, pods, options, () => {
    detached = true;
    run.abandon();
  });
  const finishRecording = options.record === undefined ? undefined : recordTo(options.record, run.journal);
  const late = watchReadiness(run, pods, options);
  try {
    const { exitCode, failures } = await run.ended;
    await shown.close();
    for (const message of failures) printFailure({ message, hint: undefined });
    return { exitCode: (await late()) ?? exitCode, detached };
  } finally {
    await shown.close();
    await finishRecording?.();
  }
}

interface AttachedResult {
  readonly exitCode: number;
  /** The person left the pods running: somebody else has to supervise them now. */
  readonly detached: boolean;
}
