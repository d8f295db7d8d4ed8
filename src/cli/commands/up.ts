import type { Connection } from '../../docker/transport/connect.ts';
import type { SeededPlan } from '../../faults/plan.ts';
import type { Pod } from '../../pod/model.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, printFailure } from '../failure.ts';
import { connectEngine } from '../find/connect.ts';
import { engineFactory } from '../find/engine-factory.ts';
import type { Supervised } from '../find/find-supervised.ts';
import { projectFolder, projectName } from '../project-name.ts';
import { identityFor, meeting } from '../run-wiring.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import { checkApiSocket } from '../up/api-socket-check.ts';
import { runAttached } from '../up/attached.ts';
import type { Behind } from '../up/behind.ts';
import { boundWords } from '../up/bounded-words.ts';
import { buildImages } from '../up/build-images.ts';
import { type Detaching, refuseShowing, upDetached } from '../up/detached.ts';
import { type Door, openDoor, withdrawnFailure } from '../up/door.ts';
import { endedWords, parseEnded } from '../up/ended-pods.ts';
import { checkFolder } from '../up/folder-check.ts';
import { followRunning } from '../up/follow-running.ts';
import { type Given, withStdin } from '../up/given.ts';
import { loadAhead } from '../up/load-ahead.ts';
import type { StopControl, UpOptions } from '../up/options.ts';
import { prepareProvided } from '../up/provide.ts';
import { releaseWhenGone } from '../up/release-provided.ts';
import { serveApi } from '../up/serve-api.ts';
import { tellListening, toldToBegin } from '../up/told-to-begin.ts';
import { update } from '../up/update.ts';
import { wantedPods } from '../up/wanted.ts';

/**
 * `outrider up FILE…`: runs until the pods end or Ctrl-C, and leaves nothing behind.
 *
 * @param behind the run that `--detach` leaves behind, where it has been started already.
 */
export async function up(asked: Given, options: UpOptions, behind?: Behind): Promise<number> {
  if (options.detach) refuseShowing(options);
  if (options.leftBehind) {
    boundWords();
    loadAhead();
  }
  const startup = new AbortController();
  const control: StopControl = { stop: () => startup.abort(), kill: () => startup.abort() };
  const ignoreSignals = onStopSignals(
    (reason) => control.stop(reason),
    () => control.kill(),
    { closedOutput: true },
  );
  const { signal } = startup;
  const connecting = connectEngine(options.host, signal);
  connecting.catch(() => {});
  try {
    if (options.leftBehind && !(await toldToBegin(signal))) return await unwanted(connecting);
    return await upUntil({ given: withStdin(asked), behind, connecting }, options, control, signal);
  } catch (error) {
    // Ctrl-C before anything was created: there is nothing to stop, and nothing to say.
    if (signal.aborted && isAborted(error)) return exitCodes.ok;
    throw error;
  } finally {
    ignoreSignals();
  }
}

/** The run that was to be left behind was not needed: there was nothing to run, or what called for it has failed. */
async function unwanted(connecting: Promise<Connection>): Promise<number> {
  (await connecting.catch(() => undefined))?.close();
  return exitCodes.ok;
}

function watchedElsewhere(running: readonly Supervised[]): Failure {
  for (const { control } of running) control.close();
  const pids = [...new Set(running.map(({ pid }) => pid))].join(', ');
  return new Failure(
    exitCodes.failure,
    `--watch needs pods that this \`up\` runs itself: they run already, under pid ${pids}`,
    '`outrider down` ends them.',
  );
}

function isAborted(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'aborted';
}

interface Begun {
  readonly given: Given;
  readonly behind: Behind | undefined;
  readonly connecting: Promise<Connection>;
}

async function upUntil(
  { given, behind, connecting }: Begun,
  options: UpOptions,
  control: StopControl,
  signal: AbortSignal,
): Promise<number> {
  const project = projectName(options.projectName, given.files);
  const pods = await wantedPods(given, options);
  const connection = await connecting;
  try {
    const names = pods.map(({ name }) => name);
    const door = await openDoor(meeting(connection, project), names, (reason) => control.stop(reason));
    try {
      if (options.leftBehind) tellListening();
      const wanted = { given, project, connection, pods, signal, door, ...(behind && { behind }) };
      const { files } = given;
      await checkFolder(connection, project, { files, projectName: options.projectName }, signal);
      // The one who left this run behind has begun to serve it.
      const isServed = !options.leftBehind && (options.api || pods.some(({ api }) => api));
      const serving = isServed ? serveApi(connection, project, options.host, signal) : undefined;
      const exitCode = await bringUp(wanted, options, control);
      await serving;
      return exitCode;
    } catch (error) {
      if (!door.withdrawn.aborted || !isAborted(error)) throw error;
      return tellWithdrawn(door, options);
    } finally {
      door.close();
    }
  } finally {
    connection.close();
  }
}

async function faultPlan(
  { faults }: UpOptions,
  pods: readonly Pod[],
): Promise<{ readonly faultPlan?: SeededPlan }> {
  if (faults === undefined) return {};
  const { loadFaultPlan } = await import('../up/fault-plan.ts');
  return { faultPlan: loadFaultPlan(faults, pods) };
}

type Wanted = Omit<Detaching, 'running' | 'goal'> & { readonly faultPlan?: SeededPlan };

async function bringUp(wanted: Wanted, options: UpOptions, control: StopControl): Promise<number> {
  const { project, connection, signal } = wanted;
  const { host } = options;
  const faults = await faultPlan(options, wanted.pods);
  const place = meeting(connection, project);
  checkApiSocket(wanted.pods, connection.info.address);
  const providing = await prepareProvided(wanted.pods, { place, host, signal });
  // The one who left this run behind has built them.
  if (!options.leftBehind)
    await buildImages(wanted.pods, { connection, host, isAsked: options.build ?? false, signal });
  let isLeft = false;
  try {
    const pods = await providing.begin();
    isLeft = options.leftBehind === true || options.detach === true;
    return await runPods({ ...wanted, pods, ...faults }, options, control);
  } finally {
    if (!isLeft) await releaseWhenGone(connection, place, { host });
  }
}

async function runPods(wanted: Wanted, options: UpOptions, control: StopControl): Promise<number> {
  const { given, project, connection, pods, signal, door, faultPlan: planned } = wanted;
  const plan = planned && { faultPlan: planned };
  const making = { identity: identityFor('up'), folder: projectFolder(given.files) };
  const preparing = engineFactory(connection, project, making, signal);
  const updating = update(pods, { project, connection, engineFor: preparing, signal });
  const [engineFor, running] = await Promise.all([preparing, updating]);
  if (signal.aborted) return tellWithdrawn(door, options);
  const detaching = { ...wanted, running };
  if (options.detach)
    return await upDetached({ ...detaching, goal: options.wait ? 'ready' : 'running' }, options);
  if (running.length === pods.length) {
    door.close();
    if (options.watch) throw watchedElsewhere(running);
    return await followRunning(running, options, control);
  }
  const before = parseEnded(options.ended);
  const mine = pods.filter(({ name }) => !before.has(name) && !running.some(({ pod }) => pod === name));
  const showing = { ...options, project, connection, engineFor, running, door, given, all: pods, ...plan };
  const result = await runAttached(mine, showing, control);
  if (result.detached) {
    const { ended } = result;
    const left = { ...detaching, pods: pods.filter(({ name }) => !ended.has(name)) };
    return await leave(left, { ...options, ended: endedWords(ended) }, control);
  }
  for (const { control: run } of running) run.close();
  return door.withdrawn.aborted ? tellWithdrawn(door, options) : result.exitCode;
}

/** The pods get a supervisor of their own, and this process ends. */
async function leave(
  detaching: Omit<Detaching, 'goal'>,
  options: UpOptions,
  control: StopControl,
): Promise<number> {
  const leaving = new AbortController();
  control.stop = () => leaving.abort();
  control.kill = () => process.exit(exitCodes.interrupted);
  const behind = { ...detaching, goal: 'supervised', signal: leaving.signal } as const;
  const exitCode = await upDetached(behind, options);
  if (exitCode === exitCodes.ok) tellRunsOn(detaching.project, options);
  return exitCode;
}

/** What `up` says and ends with when `down` has ended it before it had made anything; nothing where it was Ctrl-C. */
function tellWithdrawn({ withdrawn }: Door, { detach, leftBehind }: UpOptions): number {
  if (!withdrawn.aborted) return exitCodes.ok;
  printFailure(withdrawnFailure());
  return detach || leftBehind ? exitCodes.failure : exitCodes.ok;
}

function tellRunsOn(project: string, { watch }: UpOptions): void {
  const words = watch ? ' Their files are not watched any more.' : '';
  process.stderr.write(
    `The pods of project ${project} run on. \`outrider attach\` shows them, \`outrider down\` ends them.${words}\n`,
  );
}
