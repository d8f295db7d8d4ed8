import { readFileSync } from 'node:fs';
import { specHashes } from '../../lifecycle/hash.ts';
import type { Pod } from '../../pod/model.ts';
import type { Report } from '../../supervisor/loop.ts';
import type { Engine } from '../../supervisor/ports.ts';
import { attachTo } from '../attach.ts';
import { connectEngine } from '../connect.ts';
import { detach } from '../detach.ts';
import { engineFactory } from '../engine-factory.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Supervised, trySupervisor } from '../find-supervised.ts';
import { loadPods } from '../load-pods.ts';
import { projectName } from '../project-name.ts';
import { allReady, runPods } from '../run-pods.ts';
import { chooseOutput, show } from '../show.ts';
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
      return await runAttached(mine, { ...options, project, engineFor }, control);
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

async function runAttached(
  pods: readonly Pod[],
  options: UpOptions & { readonly project: string; readonly engineFor: (pod: Pod) => Engine },
  control: StopControl,
): Promise<number> {
  const { project, engineFor } = options;
  const legacy = options.sidecars === 'legacy';
  const run = runPods(pods, { project, legacy, keep: options.keep ?? false, engineFor });
  control.stop = (reason) => run.stop(reason, options.gracePeriod);
  control.kill = () => run.kill('killed on request');
  const shown = await show(chooseOutput(options.output), run.journal, pods, {
    project,
    verbose: options.verbose,
  });
  const late = watchReadiness(run, pods, options);
  try {
    const exitCode = await run.ended;
    return (await late()) ?? exitCode;
  } finally {
    await shown.close();
  }
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
  run: ReturnType<typeof runPods>,
  pods: Parameters<typeof runPods>[0],
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
