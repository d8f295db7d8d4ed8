import { terminationLogs, volumesFolder } from '../objects/mounts.ts';
import { emptyLog } from '../objects/termination-log.ts';
import { type SandboxContext, writeEntries } from './sandbox.ts';
import type { Sandboxes } from './sandboxes.ts';

/** As much is read of a termination message, from its end, in bytes (kubelet, `MaxContainerTerminationMessageLength`). */
const mostBytes = 4096;
const deadlineMs = 2_000;

/** Gives the next instance of a container an empty file. The first one has the file that came with the volumes. */
export function emptyTerminationLog(
  { docker }: Pick<SandboxContext, 'docker'>,
  { sandbox, container }: { readonly sandbox: string; readonly container: string },
  signal: AbortSignal,
): Promise<void> {
  return writeEntries(docker, sandbox, [emptyLog(container)], signal);
}

/** What the last instance of a container wrote into its file. Undefined where the pod's holder does not tell. */
export async function readTerminationLog(
  sandboxes: Pick<Sandboxes, 'run'>,
  container: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const argv = ['tail', '-c', String(mostBytes), `${volumesFolder}/${terminationLogs.name}/${container}`];
  try {
    const { exitCode, stdout } = await sandboxes.run({ argv }, deadlineMs, signal);
    return exitCode === 0 ? Buffer.from(stdout).toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}
