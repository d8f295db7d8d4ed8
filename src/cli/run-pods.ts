import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { OutriderEvent } from '../events/types.ts';
import { toLegacy } from '../lifecycle/legacy.ts';
import { defaultSettings, type Settings } from '../lifecycle/settings.ts';
import type { PodState } from '../lifecycle/state.ts';
import type { Pod } from '../pod/model.ts';
import { adopt } from '../supervisor/adopt.ts';
import { createCapturer } from '../supervisor/apply-capture.ts';
import { systemClock } from '../supervisor/clock.ts';
import { controlPath } from '../supervisor/control-path.ts';
import { serveControl } from '../supervisor/control-server.ts';
import { createJournal, type Journal } from '../supervisor/journal.ts';
import type { Engine } from '../supervisor/ports.ts';
import { type Supervisor, supervise } from '../supervisor/supervise.ts';
import { checkImages } from './check-images.ts';
import { exitCodes } from './exit-codes.ts';
import { explainFailure } from './explain-failure.ts';
import { Failure, printFailure } from './failure.ts';

export interface RunOptions {
  readonly project: string;
  readonly settings?: Settings;
  readonly legacy: boolean;
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
  /** The exit code of `up`. */
  readonly ended: Promise<number>;
}

/** Runs pods until they end or are stopped, and removes what they leave. */
export function runPods(pods: readonly Pod[], options: RunOptions): Run {
  const journal = createJournal(options.project, () => performance.timeOrigin + performance.now());
  const stopping = new AbortController();
  const supervisors: Supervisor[] = [];
  const wanted = options.legacy ? pods.map(toLegacy) : pods;
  const engines = new Map(wanted.map((pod) => [pod.name, options.engineFor(pod)]));
  let interrupted = false;

  const runOne = async (pod: Pod): Promise<PodState> => {
    const engine = engines.get(pod.name)!;
    const ports = {
      engine,
      capturer: createCapturer(() => randomBytes(16).toString('hex')),
      clock: systemClock,
      settings: options.settings ?? defaultSettings,
      journal,
    };
    const left = await adopt(pod, ports, false, stopping.signal);
    const supervisor = supervise(pod, ports, left);
    supervisors.push(supervisor);
    const control = serveControl(controlPath(options.project, pod.name, process.env), {
      supervisor,
      journal,
    });
    try {
      const state = await supervisor.ended;
      if (!options.keep) await removePod(pod, engine, journal);
      return state;
    } finally {
      control.close();
    }
  };

  const run = async (): Promise<number> => {
    await checkImages(wanted, engines, journal, stopping.signal);
    const states = await Promise.all(wanted.map(runOne));
    if (interrupted) return exitCodes.ok;
    for (const message of states.map(explainFailure))
      if (message !== undefined) printFailure({ message, hint: undefined });
    return exitCodeOf(states);
  };

  const ended = run();
  // It may fail before whoever awaits it has its output ready; that is no rejection without a handler.
  ended.catch(() => {});

  return {
    journal,
    supervisors,
    stop(reason, graceSeconds) {
      interrupted = true;
      stopping.abort();
      const grace = graceSeconds === undefined ? {} : { graceSeconds };
      for (const supervisor of supervisors) supervisor.post({ type: 'stopPod', reason, ...grace });
    },
    kill(reason) {
      interrupted = true;
      stopping.abort();
      for (const supervisor of supervisors) supervisor.post({ type: 'killPod', reason });
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
