import { readFileSync } from 'node:fs';
import type { Connection } from '../../docker/connect.ts';
import { specHashes } from '../../lifecycle/hash.ts';
import type { Pod } from '../../pod/model.ts';
import type { Report } from '../../supervisor/loop.ts';
import type { Engine } from '../../supervisor/ports.ts';
import { attachTo } from '../attach.ts';
import { connectEngine } from '../connect.ts';
import { detach } from '../detach.ts';
import { engineFactory } from '../engine-factory.ts';
import { exitCodes } from '../exit-codes.ts';
import { printFailure } from '../failure.ts';
import { type Supervised, trySupervisor } from '../find-supervised.ts';
import { loadPods } from '../load-pods.ts';
import { projectName } from '../project-name.ts';
import { recordTo } from '../recording-file.ts';
import { allReady, type Run, runPods } from '../run-pods.ts';
import { chooseOutput, show } from '../show.ts';
import { showUi, type UiTarget, usageEveryMs } from '../show-ui.ts';
import { shownPod } from '../shown-pod.ts';
import { onStopSignals } from '../stop-signals.ts';

export interface UpOptions {
  readonly projectName?: string;
  readonly host?: string;
  readonly output?: 'tui' | 'plain' | 'json';
  readonly sidecars: 'native' | 'legacy';
  readonly for?: number;
  readonly timeout?: number;
  readonly gracePeriod?: number;
  readonly verbose: boolean;
  /** What has ended stays until `down`. */
  readonly keep?: boolean;
  readonly detach?: boolean;
  readonly wait?: boolean;
  /** A file that every event is written to. */
  readonly record?: string;
}

/** `outrider up FILE…`: runs until the pods end or Ctrl-C, and leaves nothing behind. */
export async function up(files: readonly string[], options: UpOptions): Promise<number> {
  const project = projectName(options.projectName, files);
  if (options.detach) return upDetached(files, project, options);
  const startup = new AbortController();
  const control = { stop: (_reason: string): void => startup.abort(), kill: (): void => startup.abort() };
  const ignoreSignals = onStopSignals(
    (reason) => control.stop(reason),
    () => control.kill(),
  );
  try {
    const connecting = connectEngine(options.host, startup.signal);
    connecting.catch(() => {});
    const pods = await loadPods(files);
    const running = await updateRunning(project, pods);
    const connection = await connecting;
    try {
      if (running.length === pods.length) return await follow(running, options, control);
      const engineFor = await engineFactory(connection, project, startup.signal);
      if (startup.signal.aborted) return exitCodes.ok;
      const mine = pods.filter(({ name }) => !running.some(({ pod }) => pod === name));
      const result = await runAttached(mine, { ...options, project, connection, engineFor }, control);
      if (result.detached) return await upDetached(files, project, options);
      return result.exitCode;
    } finally {
      connection.close();
    }
  } finally {
    ignoreSignals();
  }
}

/** What the stop signals do; it changes as things get under way. */
interface StopControl {
  stop: (reason: string) => void;
  kill: () => void;
}

interface AttachedOptions extends UpOptions {
  readonly project: string;
  readonly connection: Connection;
  readonly engineFor: (pod: Pod) => Engine;
}

async function runAttached(
  pods: readonly Pod[],
  options: AttachedOptions,
  control: StopControl,
): Promise<AttachedResult> {
  const { project, engineFor } = options;
  const legacy = options.sidecars === 'legacy';
  const run = runPods(pods, { project, legacy, keep: options.keep ?? false, engineFor });
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

function showRun(
  run: Run,
  pods: readonly Pod[],
  options: AttachedOptions,
  onDetach: () => void,
): { close(): Promise<void> } {
  const output = chooseOutput(options.output);
  if (output !== 'tui') return show(output, run.journal, pods.map(shownPod), options);
  const closing = new AbortController();
  const { connection, project } = options;
  const target: UiTarget = {
    events: run.journal,
    post: async (pod, report) => run.supervisors.find((one) => one.pod.name === pod)?.post(report),
    stop: () => run.stop('stopped from the terminal', options.gracePeriod),
    kill: () => run.kill('killed on request'),
    detach: onDetach,
    stateOf: (pod) => run.supervisors.find((one) => one.pod.name === pod)?.state(),
    engineOf: run.engineOf,
    usage: async function* (ids, signal) {
      const { sampleUsage } = await import('../../docker/stats.ts');
      yield* sampleUsage(connection.docker, ids, usageEveryMs, signal);
    },
    shell: async (pod, container) => {
      const { exec } = await import('./exec.ts');
      const host = options.host === undefined ? {} : { host: options.host };
      await exec(`${pod}/${container}`, ['sh'], {
        projectName: project,
        ...host,
        tty: true,
        interactive: true,
      });
    },
  };
  const shown = showUi(target, { leaveAtOnce: false, signal: closing.signal });
  shown.catch((error: unknown) => run.stop(`the view failed: ${String(error)}`));
  return {
    close: () => {
      closing.abort();
      return shown;
    },
  };
}

/** Pods that are supervised already get the changed file: only what changed is replaced. */
async function updateRunning(project: string, pods: readonly Pod[]): Promise<readonly Supervised[]> {
  const found = await Promise.all(
    pods.map(async (pod) => {
      const supervised = await trySupervisor(project, pod.name);
      const report = { type: 'specChanged', pod, hashes: specHashes(pod) } as const;
      await supervised?.control.ask({ type: 'post', report });
      return supervised;
    }),
  );
  return found.filter((one) => one !== undefined);
}

async function follow(
  running: readonly Supervised[],
  options: UpOptions,
  control: StopControl,
): Promise<number> {
  process.stderr.write('outrider: these pods are running already; they were given the file as it is now\n');
  const post = (report: Report): void => {
    for (const supervised of running) void supervised.control.ask({ type: 'post', report }).catch(() => {});
  };
  control.stop = (reason) => post({ type: 'stopPod', reason });
  control.kill = () => post({ type: 'killPod', reason: 'killed on request' });
  const { signal } = new AbortController();
  await attachTo(running, chooseOutput(options.output), options.verbose, signal);
  return exitCodes.ok;
}

async function upDetached(files: readonly string[], project: string, options: UpOptions): Promise<number> {
  const stdin = files.includes('-') ? readFileSync(0, 'utf8') : undefined;
  const pods = await loadPods(files, stdin);
  const argv = [
    ...(options.host === undefined ? [] : ['--host', options.host]),
    ...['--project-name', project, 'up', '--output', 'json', '--keep', '--sidecars', options.sidecars],
    ...['--', ...files],
  ];
  await detach(pods, {
    project,
    argv,
    ...(stdin === undefined ? {} : { stdin }),
    wait: options.wait ?? false,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
  });
  return exitCodes.ok;
}

/** `--timeout` and `--for` both count from and to readiness; the answer is the exit code that they ask for, if any. */
function watchReadiness(
  run: Run,
  pods: readonly Pod[],
  options: UpOptions,
): () => Promise<number | undefined> {
  if (options.timeout === undefined && options.for === undefined) return async () => undefined;
  let timer: NodeJS.Timeout | undefined;
  let verdict: number | undefined;
  allReady(pods, run.journal, options.timeout).then(
    () => {
      if (options.for !== undefined)
        timer = setTimeout(() => run.stop(`--for ${options.for! / 1000}s is over`), options.for);
    },
    (failure: { exitCode: number; message: string }) => {
      verdict = failure.exitCode;
      process.stderr.write(`outrider: ${failure.message}\n`);
      run.stop(failure.message);
    },
  );
  return async () => {
    clearTimeout(timer);
    return verdict;
  };
}
