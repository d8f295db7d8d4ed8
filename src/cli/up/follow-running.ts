import type { SteeringReport } from '../../control/protocol.ts';
import { specHashes } from '../../lifecycle/state/hash.ts';
import { dependentsOf } from '../../pod/dependency.ts';
import type { Pod } from '../../pod/model.ts';
import { awaitPod, type Goal } from '../../run/await-pod.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, printFailure } from '../failure.ts';
import type { Supervised } from '../find/find-supervised.ts';
import { attachTo } from '../show/attach.ts';
import { chooseOutput } from '../show/show.ts';
import { deadline, giveUpAt, throwFailed } from './detach.ts';
import type { StopControl, UpOptions } from './options.ts';

/** Shows pods that another run supervises, until they end; what stops `up` stops them. Their exit code is its own. */
export async function followRunning(
  running: readonly Supervised[],
  options: UpOptions,
  control: StopControl,
): Promise<number> {
  process.stderr.write('outrider: these pods are running already; they were given the file as it is now\n');
  const post = (reportFor: (pod: string) => SteeringReport): void => {
    for (const { control: run, pod } of running)
      void run.ask({ type: 'post', pod, report: reportFor(pod) }).catch(() => {});
  };
  const pods = running.map(({ state }) => state.pod);
  let interrupted = false;
  let killed = false;
  const { gracePeriod } = options;
  control.stop = (reason) => {
    interrupted = true;
    const grace = gracePeriod === undefined ? {} : { graceSeconds: gracePeriod };
    post((pod) => ({ type: 'stopPod', reason, ...grace, after: dependentsOf(pod, pods) }));
  };
  control.kill = () => {
    killed = true;
    post(() => ({ type: 'killPod', reason: 'killed on request' }));
  };
  const { signal } = new AbortController();
  const shown = { ...options, output: chooseOutput(options.output) };
  const { endings, lost } = await attachTo(running, shown, signal);
  for (const message of lost) printFailure({ message, hint: '`outrider up` with its file takes it over.' });
  if (lost.length > 0) return exitCodes.failure;
  if (interrupted) return killed ? exitCodes.interrupted : exitCodes.ok;
  for (const { failure } of endings)
    if (failure !== undefined) printFailure({ message: failure, hint: undefined });
  return endings.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? exitCodes.ok;
}

interface Waiting {
  readonly goal: Goal;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/**
 * Settles when the pod runs as `pod` wants it, and is Ready where that is waited for.
 * @throws Failure when it does not get there in time, has failed, or has lost its supervisor, and when `signal` ends the waiting.
 */
export async function awaitUpdated(
  { control, pid }: Supervised,
  pod: Pod,
  { goal, signal, timeoutMs }: Waiting,
): Promise<void> {
  const late = deadline(timeoutMs, [pod]);
  try {
    const reached = await Promise.race([
      awaitPod(control, { name: pod.name, goal, hashes: specHashes(pod) }),
      late.promise,
      giveUpAt(signal),
    ]);
    if (reached.is === 'ended') throwFailed(reached.ending);
    if (reached.is === 'lost')
      throw new Failure(exitCodes.failure, `the supervisor of pod ${pod.name} (pid ${pid}) is gone`);
  } finally {
    late.cancel();
  }
}
