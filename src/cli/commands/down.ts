import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { choosePods, type PodChoice } from '../choose-pods.ts';
import { connectEngine } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../load-pods.ts';
import { projectName } from '../project-name.ts';
import { stopListed } from '../stop-listed.ts';
import { onStopSignals } from '../stop-signals.ts';

interface DownOptions extends PodChoice {
  readonly host?: string;
  readonly file?: readonly string[];
  readonly volumes: boolean;
  readonly gracePeriod?: number;
}

/** `outrider down`: whoever supervises a pod is asked to stop it; what nobody supervises is stopped from here. */
export async function down(names: readonly string[], options: DownOptions): Promise<number> {
  const interrupted = new AbortController();
  const ignoreSignals = onStopSignals(
    () => interrupted.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  const connection = await connectEngine(options.host, interrupted.signal);
  const { gracePeriod: graceSeconds } = options;
  const request = { reason: 'outrider down', ...(graceSeconds !== undefined && { graceSeconds }) };
  try {
    const { pods, choice } = await narrow(names, options);
    const chosen = await choosePods(connection, pods, choice, interrupted.signal);
    if (chosen.length === 0) process.stderr.write('outrider: no pod is on the engine\n');
    await Promise.all(chosen.map((pod) => stopListed(connection, pod, request, interrupted.signal)));
    if (options.volumes) await removeKept(connection, projectsOf(chosen, choice), interrupted.signal);
    return interrupted.signal.aborted ? exitCodes.interrupted : exitCodes.ok;
  } finally {
    ignoreSignals();
    connection.close();
  }
}

async function narrow(
  names: readonly string[],
  options: DownOptions,
): Promise<{ pods: readonly string[]; choice: PodChoice }> {
  if (!options.file) return { pods: names, choice: options };
  const pods = (await loadPods(options.file)).map(({ name }) => name);
  return { pods, choice: { projectName: projectName(options.projectName, options.file) } };
}

/** Also the project that was named, of which nothing may be on the engine any more. */
function projectsOf(pods: readonly ListedPod[], { projectName: named }: PodChoice): readonly string[] {
  const asked = named ?? process.env['OUTRIDER_PROJECT'];
  return [...new Set([...pods.map(({ project }) => project), ...(asked === undefined ? [] : [asked])])];
}

/** What outlives the pods of projects: their claims, and the secrets of their recipes. */
async function removeKept(
  connection: Connection,
  projects: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { removeClaims } = await import('../../docker/remove.ts');
  const { forgetSecrets } = await import('../recipes/secrets-folder.ts');
  await Promise.all(
    projects.flatMap((project) => [
      removeClaims(connection.docker, project, signal),
      forgetSecrets(project, process.env),
    ]),
  );
}
