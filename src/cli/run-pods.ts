import { randomBytes } from 'node:crypto';
import { controlPath } from '../control/path.ts';
import { type ControlServer, serveControl } from '../control/server.ts';
import type { OutriderEvent } from '../events/types.ts';
import type { Report } from '../lifecycle/facts.ts';
import { defaultSettings, type Settings } from '../lifecycle/settings.ts';
import type { PodState } from '../lifecycle/state.ts';
import type { Pod } from '../pod/model.ts';
import { adopt } from '../supervisor/adopt.ts';
import { createCapturer } from '../supervisor/apply-capture.ts';
import { systemClock } from '../supervisor/clock.ts';
import { createJournal, type Journal } from '../supervisor/journal.ts';
import type { Engine } from '../supervisor/ports.ts';
import { type Adopted, type Supervisor, supervise } from '../supervisor/supervise.ts';
import { checkImages } from './check-images.ts';
import { exitCodes } from './exit-codes.ts';
import { explainFailure } from './explain-failure.ts';
import { Failure } from './failure.ts';

export interface RunOptions {
  readonly project: string;
  readonly settings?: Settings;
  /** What has ended stays on the engine until `down`; otherwise nothing is left behind. */
  readonly keep: boolean;
  /** How the engine is reached for one pod. */
  readonly engineFor: (pod: Pod) => Engine;
}

/** The pods of one `up`, from outside. */
export interface Run {
  readonly journal: Journal;
  /** Ordered stop of every pod; a second call kills. */
  stop(reason: string, graceSeconds?: number): void;
  kill(reason: string): void;
  readonly supervisors: readonly Supervisor[];
  engineOf(pod: string): Engine;
  /** Leaves the pods as they are, for somebody else to take over; `ended` settles then. */
  abandon(): void;
  readonly ended: Promise<RunResult>;
}

export interface RunResult {
  /** The exit code of `up`. */
  readonly exitCode: number;
  /** Why pods failed, one line each. */
  readonly failures: readonly string[];
}

/** Runs pods until they end or are stopped, and removes what they leave. */
export function runPods(pods: readonly Pod[], options: RunOptions): Run {
  const journal = createJournal(options.project, systemClock.wall);
  const stopping = new AbortController();
  const supervisors: Supervisor[] = [];
  const controls: ControlServer[] = [];
  const engines = new Map(pods.map((pod) => [pod.name, options.engineFor(pod)]));
  let interruption: Report | undefined;
  let leave = (): void => {};
  const abandoned = new Promise<RunResult>((resolve) => {
    leave = () => resolve({ exitCode: exitCodes.ok, failures: [] });
  });

  const findLeft = (pod: Pod): Promise<Adopted | undefined> =>
    adopt(pod, { engine: engines.get(pod.name)!, clock: systemClock }, false, new AbortController().signal);

  const runOne = async (pod: Pod, left: Adopted | undefined): Promise<PodState> => {
    const engine = engines.get(pod.name)!;
    const ports = {
      engine,
      capturer: createCapturer(() => randomBytes(16).toString('hex')),
      clock: systemClock,
      settings: options.settings ?? defaultSettings,
      journal,
    };
    const supervisor = supervise(pod, ports, left);
    supervisors.push(supervisor);
    if (interruption) supervisor.post(interruption);
    const control = serveControl(controlPath(options.project, pod.name, process.env), {
      supervisor,
      journal,
    });
    controls.push(control);
    try {
      const state = await supervisor.ended;
      if (!options.keep) await removePod(pod, engine, journal);
      return state;
    } finally {
      control.close();
    }
  };

  const run = async (): Promise<RunResult> => {
    const [left] = await Promise.all([
      Promise.all(pods.map(findLeft)),
      checkImages(pods, engines, journal, stopping.signal),
    ]);
    if (interruption) return { exitCode: exitCodes.ok, failures: [] };
    const states = await Promise.all(pods.map((pod, index) => runOne(pod, left[index])));
    if (interruption) return { exitCode: exitCodes.ok, failures: [] };
    const failures = states.map(explainFailure).filter((line) => line !== undefined);
    return { exitCode: exitCodeOf(states), failures };
  };

  const ended = Promise.race([run(), abandoned]);
  // It may fail before whoever awaits it has its output ready; that is no rejection without a handler.
  ended.catch(() => {});

  const interrupt = (report: Report): void => {
    interruption = report;
    stopping.abort();
    for (const supervisor of supervisors) supervisor.post(report);
  };

  return {
    journal,
    supervisors,
    engineOf: (pod) => engines.get(pod)!,
    stop(reason, graceSeconds) {
      const grace = graceSeconds === undefined ? {} : { graceSeconds };
      interrupt({ type: 'stopPod', reason, ...grace });
    },
    kill: (reason) => interrupt({ type: 'killPod', reason }),
    abandon() {
      for (const supervisor of supervisors) supervisor.abandon();
      for (const control of controls) control.close();
      leave();
    },
    ended,
  };
}

async function removePod(pod: Pod, engine: Engine, journal: Journal): Promise<void> {
  await engine.removePod(new AbortController().signal);
  journal.append(pod.name, { type: 'PodRemoved' });
}

/** The first pod that failed decides: its first failing app container's own code, else 1. */
function exitCodeOf(states: readonly PodState[]): number {
  const failed = states.find(({ phase }) => phase === 'Failed');
  if (!failed) return exitCodes.ok;
  return failed.firstFailure?.exitCode ?? exitCodes.failure;
}

/** Settles once every pod has been Ready at least once; rejects when one ends before, or the time is over. */
export function allReady(
  pods: readonly Pod[],
  journal: Journal,
  timeoutMs: number | undefined,
): Promise<void> {
  const missing = new Set(pods.map(({ name }) => name));
  return new Promise((resolve, reject) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => finish(notReady()), timeoutMs);
    const notReady = (): Failure =>
      new Failure(
        exitCodes.notReady,
        `not ready within ${timeoutMs! / 1000} s: ${[...missing].join(', ')}`,
        '`outrider why` tells what it waits for while it runs.',
      );
    const finish = (problem?: Failure): void => {
      clearTimeout(timer);
      stop();
      if (problem) reject(problem);
      else resolve();
    };
    const listen = (event: OutriderEvent): void => {
      if (event.type === 'PodReady') missing.delete(event.pod);
      if (event.type === 'PodFailed' || event.type === 'PodSucceeded') missing.delete(event.pod);
      if (missing.size === 0) finish();
    };
    const stop = journal.subscribe(listen, { replay: true });
  });
}
