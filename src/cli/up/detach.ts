import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type FoundRun, findRun } from '../../control/find.ts';
import { socketPath } from '../../control/path.ts';
import { type MeetingPlace, wordsFile } from '../../control/place.ts';
import { type AwaitedPod, awaitPod } from '../../run/await-pod.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { Behind } from './behind.ts';
import type { Door } from './door.ts';

interface DetachOptions {
  readonly place: MeetingPlace;
  /** Starts the `up` that stays behind, where it has not started yet. */
  readonly start: () => Behind;
  /** What it reads as standard input, where a manifest came from there. */
  readonly stdin?: string;
  readonly timeoutMs?: number;
  /** Ends the waiting, not what is left behind. */
  readonly signal: AbortSignal;
  /** Where `down` finds this process until it finds the one that is left behind. It ends both. */
  readonly door: Door;
}

/**
 * Leaves a supervisor of its own behind and comes back when the pods are where they are wanted.
 * @throws Failure when they do not get there.
 */
export async function detach(pods: readonly AwaitedPod[], options: DetachOptions): Promise<void> {
  const words = wordsFile(process.env, options.place);
  const behind = options.start();
  behind.begin(words, options.stdin);
  const exited = behind.exited.then((code) => {
    if (code !== 0) throw gaveUp(code, words);
  });
  exited.catch(() => {});
  const { door } = options;
  door.withdrawn.addEventListener('abort', () => behind.kill(), { once: true });
  const late = deadline(options.timeoutMs, pods);
  const looking = new AbortController();
  const given = giveUpAt(options.signal);
  try {
    await Promise.race([
      allThere(pods, behind, options, exited, looking.signal),
      exited,
      late.promise,
      given,
    ]);
    process.stderr.write(wordsIn(words));
  } catch (error) {
    if (!door.withdrawn.aborted) throw error;
  } finally {
    looking.abort();
    late.cancel();
    if (!door.withdrawn.aborted) behind.letGo();
  }
  if (!door.withdrawn.aborted) return;
  await exited.catch(() => {});
  throw door.withdrawn.reason;
}

function gaveUp(exitCode: number | null, file: string): Failure {
  const words = wordsIn(file)
    .trim()
    .replaceAll(/^outrider: /gm, '');
  return new Failure(
    exitCode ?? exitCodes.failure,
    words || `the supervisor that was left behind ended with ${exitCode ?? 'a signal'}`,
  );
}

/** Empty when another terminal has taken the pod down meanwhile: `down` removes the file. */
function wordsIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Rejects when the person does not wait any longer: what was asked for goes on. */
export function giveUpAt(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(new Failure(exitCodes.interrupted, 'detached; the pods go on'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Rejects when the pods are not there in time; never without a limit. */
export function deadline(
  timeoutMs: number | undefined,
  pods: readonly { readonly name: string }[],
): { promise: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    if (timeoutMs === undefined) return;
    const names = pods.map(({ name }) => name).join(', ');
    const failure = new Failure(
      exitCodes.notReady,
      `not ready within ${timeoutMs / 1000} s: ${names}`,
      'It goes on; `outrider why` tells what it waits for, `outrider down` ends it.',
    );
    timer = setTimeout(() => reject(failure), timeoutMs);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

/** How often a supervisor is looked for that has not said yet that it is there. */
const lookEveryMs = 50;

/** @throws Failure when a pod has failed instead. */
async function allThere(
  pods: readonly AwaitedPod[],
  { pid, listening }: Behind,
  { place: { folder, of }, door }: DetachOptions,
  exited: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const path = socketPath(folder, of, pid);
  let run: FoundRun | undefined;
  // The supervisor listens once the images are there, which may take as long as it takes to fetch them.
  await Promise.race([listening, delay(lookEveryMs)]);
  for (;;) {
    run = await findRun(path, pid);
    if (run?.is === 'there' || signal.aborted) break;
    await delay(lookEveryMs);
  }
  if (run?.is !== 'there') return;
  door.close();
  const { client } = run;
  signal.addEventListener('abort', () => client.close(), { once: true });
  for (const reached of await Promise.all(pods.map((pod) => awaitPod(client, pod)))) {
    if (reached.is === 'lost') await exited;
    if (reached.is === 'ended') throwFailed(reached.ending);
  }
}

/** @throws Failure with the pod's own exit code, when it has failed. */
export function throwFailed({
  exitCode,
  failure,
  pod,
}: {
  exitCode: number;
  failure?: string;
  pod: string;
}): void {
  if (exitCode !== 0) throw new Failure(exitCode, failure ?? `pod ${pod} has failed`);
}
