import { EngineError } from '../../supervisor/ports.ts';
import { exitCodes } from '../exit-codes.ts';
import { connectEngine } from '../find/connect.ts';
import { engineFactory } from '../find/engine-factory.ts';
import { projectFolder, projectName } from '../project-name.ts';
import { identityFor } from '../run-wiring.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import { runAttached } from '../up/attached.ts';
import { boundWords } from '../up/bounded-words.ts';
import { buildImages } from '../up/build-images.ts';
import { refuseShowing, upDetached } from '../up/detached.ts';
import { checkFolder } from '../up/folder-check.ts';
import { followRunning } from '../up/follow-running.ts';
import { type Given, withStdin } from '../up/given.ts';
import type { StopControl, UpOptions } from '../up/options.ts';
import { updateRunning } from '../up/update-running.ts';
import { wantedPods } from '../up/wanted.ts';

/** `outrider up FILE…`: runs until the pods end or Ctrl-C, and leaves nothing behind. */
export async function up(asked: Given, options: UpOptions): Promise<number> {
  if (options.detach) refuseShowing(options);
  if (options.leftBehind) boundWords();
  const startup = new AbortController();
  const control: StopControl = { stop: () => startup.abort(), kill: () => startup.abort() };
  const ignoreSignals = onStopSignals(
    (reason) => control.stop(reason),
    () => control.kill(),
    { closedOutput: true },
  );
  try {
    return await upUntil(withStdin(asked), options, control, startup.signal);
  } catch (error) {
    // Ctrl-C before anything was created: there is nothing to stop, and nothing to say.
    if (startup.signal.aborted && error instanceof EngineError && error.code === 'aborted')
      return exitCodes.ok;
    throw error;
  } finally {
    ignoreSignals();
  }
}

async function upUntil(
  given: Given,
  options: UpOptions,
  control: StopControl,
  signal: AbortSignal,
): Promise<number> {
  const { files } = given;
  const project = projectName(options.projectName, files);
  const connecting = connectEngine(options.host, signal);
  connecting.catch(() => {});
  const pods = await wantedPods(given, options);
  const connection = await connecting;
  try {
    await checkFolder(connection, project, { files, projectName: options.projectName }, signal);
    // The one who left this run behind has built them.
    if (!options.leftBehind)
      await buildImages(pods, {
        connection,
        host: options.host,
        isAsked: options.build ?? false,
        signal,
      });
    const making = { identity: identityFor('up'), folder: projectFolder(files) };
    const preparing = engineFactory(connection, project, making, signal);
    const update = { project, connection, engineFor: preparing, signal };
    const [engineFor, running] = await Promise.all([preparing, updateRunning(pods, update)]);
    if (signal.aborted) return exitCodes.ok;
    const detaching = { given, project, connection, pods, running, signal };
    if (options.detach)
      return await upDetached({ ...detaching, goal: options.wait ? 'ready' : 'running' }, options);
    if (running.length === pods.length) return await followRunning(running, options, control);
    const mine = pods.filter(({ name }) => !running.some(({ pod }) => pod === name));
    const result = await runAttached(mine, { ...options, project, connection, engineFor, running }, control);
    if (!result.detached) {
      for (const { control: run } of running) run.close();
      return result.exitCode;
    }
    const leaving = new AbortController();
    control.stop = () => leaving.abort();
    control.kill = () => process.exit(exitCodes.interrupted);
    const exitCode = await upDetached({ ...detaching, goal: 'supervised', signal: leaving.signal }, options);
    if (exitCode === exitCodes.ok) tellRunsOn(project);
    return exitCode;
  } finally {
    connection.close();
  }
}

function tellRunsOn(project: string): void {
  process.stderr.write(
    `The pods of project ${project} run on. \`outrider attach\` shows them, \`outrider down\` ends them.\n`,
  );
}
