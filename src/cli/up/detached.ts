import type { Connection } from '../../docker/transport/connect.ts';
import type { Pod } from '../../pod/model.ts';
import type { Goal } from '../../run/await-pod.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { meeting } from '../run-wiring.ts';
import { type Behind, startBehind } from './behind.ts';
import { detach } from './detach.ts';
import type { Door } from './door.ts';
import { awaitUpdated } from './follow-running.ts';
import type { Given } from './given.ts';
import type { UpOptions } from './options.ts';
import { findingsElsewhere } from './told-findings.ts';
import type { Updated } from './update.ts';

/** What `up --detach` has before it leaves a run behind. */
export interface Detaching {
  readonly given: Given;
  readonly project: string;
  readonly connection: Connection;
  readonly pods: readonly Pod[];
  /** Pods that another run goes on supervising. */
  readonly running: readonly Updated[];
  readonly goal: Goal;
  readonly signal: AbortSignal;
  readonly door: Door;
  /** The run that is left behind, where it has been started already. */
  readonly behind?: Behind;
}

/** What shows something, where nothing is shown. @throws Failure */
export function refuseShowing({ output, verbose, watch, step }: UpOptions): void {
  if (step)
    throw new Failure(
      exitCodes.usage,
      '--step waits for a person at each start and stop, and with --detach nobody is there',
      'Leave one of them out.',
    );
  if (watch)
    throw new Failure(
      exitCodes.usage,
      '--watch needs an `up` that stays, and with --detach it comes back',
      'Leave one of them out.',
    );
  const flag = output === undefined ? '--verbose' : '--output';
  if (output === undefined && !verbose) return;
  throw new Failure(
    exitCodes.usage,
    `${flag} is about what is shown, and with --detach nothing is`,
    'Leave it out, and look with `outrider attach`; --record FILE keeps every event.',
  );
}

/** Leaves an `up` of its own behind that supervises the pods which nobody supervises yet. */
export async function upDetached(
  { given, project, connection, pods, running, goal, signal, door, behind: started }: Detaching,
  options: UpOptions,
): Promise<number> {
  const mine = pods.filter(({ name }) => !running.some(({ pod }) => pod === name));
  const limits = options.timeout === undefined ? {} : { timeoutMs: options.timeout };
  const leaving = {
    place: meeting(connection, project),
    start: () => started ?? startBehind(given, { ...options, projectName: project }),
    signal,
    door,
    ...(given.stdin && { stdin: given.stdin.text }),
    ...limits,
  };
  try {
    await Promise.all([
      mine.length > 0 &&
        detach(
          mine.map(({ name }) => ({ name, goal })),
          leaving,
        ),
      ...running.map((one) => awaitUpdated(one, one.wanted, { goal, signal, ...limits })),
    ]);
    return exitCodes.ok;
  } catch (error) {
    throw await withFindings(error, project, options.host, pods);
  } finally {
    for (const { control } of running) control.close();
  }
}

/** What is wrong with pods that did not become ready in time. */
async function withFindings(
  error: unknown,
  project: string,
  host: string | undefined,
  pods: readonly Pod[],
): Promise<unknown> {
  if (!(error instanceof Failure) || error.exitCode !== exitCodes.notReady) return error;
  const names = pods.map(({ name }) => name);
  const lines = await findingsElsewhere(project, host, names);
  const message = [error.message, ...lines.map((line) => `  ${line}`)].join('\n');
  return new Failure(error.exitCode, message, error.hint);
}
