import { connectEngine } from '../connect.ts';
import { engineFactory } from '../engine-factory.ts';
import { exitCodes } from '../exit-codes.ts';
import { projectName } from '../project-name.ts';
import { onStopSignals } from '../stop-signals.ts';
import { runAttached } from '../up/attached.ts';
import { upDetached } from '../up/detached.ts';
import { followRunning } from '../up/follow-running.ts';
import { type Given, withStdin } from '../up/given.ts';
import type { UpOptions } from '../up/options.ts';
import { updateRunning } from '../up/update-running.ts';
import { wantedPods } from '../up/wanted.ts';

/** `outrider up FILE…`: runs until the pods end or Ctrl-C, and leaves nothing behind. */
export async function up(asked: Given, options: UpOptions): Promise<number> {
  const given = withStdin(asked);
  const project = projectName(options.projectName, given.files);
  if (options.detach) return upDetached(given, project, options);
  const startup = new AbortController();
  const control = { stop: (_reason: string): void => startup.abort(), kill: (): void => startup.abort() };
  const ignoreSignals = onStopSignals(
    (reason) => control.stop(reason),
    () => control.kill(),
    { closedOutput: true },
  );
  try {
    const connecting = connectEngine(options.host, startup.signal);
    connecting.catch(() => {});
    const pods = await wantedPods(given, options);
    const connection = await connecting;
    try {
      const { signal } = startup;
      const preparing = engineFactory(connection, project, signal);
      const update = { project, connection, engineFor: preparing, signal };
      const [engineFor, running] = await Promise.all([preparing, updateRunning(pods, update)]);
      if (startup.signal.aborted) return exitCodes.ok;
      if (running.length === pods.length) return await followRunning(running, options, control);
      const mine = pods.filter(({ name }) => !running.some(({ pod }) => pod === name));
      const result = await runAttached(mine, { ...options, project, connection, engineFor }, control);
      if (result.detached) return await upDetached(given, project, options);
      return result.exitCode;
    } finally {
      connection.close();
    }
  } finally {
    ignoreSignals();
  }
}
