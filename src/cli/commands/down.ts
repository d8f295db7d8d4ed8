import { rmSync } from 'node:fs';
import { endFrozen } from '../../control/end-frozen.ts';
import { findRuns, removeStale } from '../../control/find.ts';
import { wordsFileOf } from '../../control/place.ts';
import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { Pod } from '../../pod/model.ts';
import { inStopOrder } from '../../run/in-stop-order.ts';
import { chooseLeftovers } from '../../run/leftovers.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, printFailure, toFailure } from '../failure.ts';
import { loadPods } from '../files/load-pods.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { endComing } from '../find/end-coming.ts';
import { endListed } from '../find/end-listed.ts';
import { harmless } from '../output/harmless.ts';
import { projectName } from '../project-name.ts';
import { meeting } from '../run-wiring.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import { checkFolder } from '../up/folder-check.ts';
import { heldFailure } from '../up/tell-outcome.ts';

interface DownOptions extends PodChoice {
  readonly host?: string;
  readonly file?: readonly string[];
  readonly volumes: boolean;
  readonly gracePeriod?: number;
}

/** `outrider down`: stops pods in order and removes everything of theirs, whoever supervises them. */
export async function down(names: readonly string[], options: DownOptions): Promise<number> {
  const interrupted = new AbortController();
  const { signal } = interrupted;
  const ignoreSignals = onStopSignals(
    () => interrupted.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  const connection = await connectEngine(options.host, signal);
  try {
    const { pods, choice } = await narrow(connection, names, options, signal);
    const ended = await endComing(connection, pods, comingProject(choice), signal);
    const chosen = await choosePods(connection, pods, choice, signal, ended);
    const failed = await endAll(connection, chosen, options, signal);
    if (signal.aborted) return exitCodes.interrupted;
    const left = pods.length > 0 ? 0 : await removeLeft(connection, chosen, choice, signal);
    if (chosen.length + left + ended.length === 0)
      process.stderr.write('outrider: no pod is on the engine\n');
    const projects = projectsOf(chosen, choice);
    const released = names.length > 0 || (await releaseAll(connection, projects, options));
    if (options.volumes) await removeKept(connection, projects, signal);
    if (pods.length === 0) await Promise.all(projects.map((project) => endStopped(connection, project)));
    await Promise.all(projects.map((project) => forgetRuns(connection, project)));
    return failed || !released ? exitCodes.failure : exitCodes.ok;
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    ignoreSignals();
    connection.close();
  }
}

async function narrow(
  connection: Connection,
  names: readonly string[],
  options: DownOptions,
  signal: AbortSignal,
): Promise<{ pods: readonly string[]; choice: PodChoice }> {
  const { file: files } = options;
  if (!files) return { pods: names, choice: options };
  const project = projectName(options.projectName, files);
  await checkFolder(connection, project, { files, projectName: options.projectName }, signal);
  const pods = (await loadPods(files)).map(({ name }) => name);
  return { pods, choice: { projectName: project } };
}

/** Of which project an `up` may be at its beginning: the one that is named, else that of this folder. */
function comingProject({ projectName: named, all }: PodChoice): string | undefined {
  return all ? undefined : projectName(named, []);
}

/** One pod that cannot be ended does not keep the others. Answers whether there is one. */
async function endAll(
  connection: Connection,
  pods: readonly ListedPod[],
  { gracePeriod: graceSeconds }: DownOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const request = { reason: 'outrider down', ...(graceSeconds !== undefined && { graceSeconds }) };
  const end = async ({ listed }: { readonly listed: ListedPod }): Promise<Failure | undefined> => {
    try {
      const outcome = await endListed(connection, listed, request, signal);
      if (outcome.is === 'removed') process.stderr.write(`${harmless(listed.pod)} removed\n`);
      return outcome.is === 'held' ? heldFailure(listed.pod, outcome.by) : undefined;
    } catch (error) {
      return signal.aborted ? undefined : toFailure(error);
    }
  };
  const projects = [...new Set(pods.map(({ project }) => project))].map((project) =>
    pods
      .filter((one) => one.project === project)
      .map((listed) => ({ name: listed.pod, ...waits(listed.spec), listed })),
  );
  const failures = (await Promise.all(projects.map((ofOne) => inStopOrder(ofOne, end)))).flat();
  for (const failure of failures) if (failure) printFailure(failure);
  return failures.some((failure) => failure !== undefined);
}

/** A pod whose specification cannot be read back has no order. */
function waits(spec: Pod | undefined): Pick<Pod, 'waitFor' | 'reaches'> {
  const { waitFor, reaches } = spec ?? {};
  return { ...(waitFor && { waitFor }), ...(reaches && { reaches }) };
}

/** Also the project that was named, of which nothing may be on the engine any more. */
function projectsOf(pods: readonly ListedPod[], { projectName: named }: PodChoice): readonly string[] {
  const asked = named ?? process.env['OUTRIDER_PROJECT'];
  return [...new Set([...pods.map(({ project }) => project), ...(asked === undefined ? [] : [asked])])];
}

/** Volumes and networks that have no container any more. Answers how many were removed. */
async function removeLeft(
  connection: Connection,
  chosen: readonly ListedPod[],
  choice: PodChoice,
  signal: AbortSignal,
): Promise<number> {
  const { findLeftovers, removeLeftover } = await import('../../docker/leftovers.ts');
  const projects = projectsOf(chosen, choice);
  const found = await findLeftovers(connection.docker, undefined, signal);
  const wanted = chooseLeftovers(found, { projects, all: choice.all ?? false });
  if (wanted.is === 'ambiguous')
    throw new Failure(
      exitCodes.usage,
      `volumes and networks of several projects are left on the engine: ${wanted.projects.join(', ')}`,
      'Name one with --project-name, or take all with --all.',
    );
  let count = 0;
  for (const one of wanted.leftovers) {
    if (!(await removeLeftover(connection.docker, one, signal))) continue;
    count += 1;
    process.stderr.write(`${harmless(`${one.kind} ${one.name}`)} removed\n`);
  }
  return count;
}

/**
 * What outlives the pods of projects: their claims, and the secrets of their recipes. A server of the API has certificates and tokens
 * of these, so it goes first: pods of the next `up` trust others.
 */
async function removeKept(
  connection: Connection,
  projects: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { removeClaims } = await import('../../docker/remove.ts');
  const { forgetSecrets } = await import('../recipes/secrets-folder.ts');
  const { serverFolder } = await import('../api/server-folder.ts');
  const { stopServer } = await import('../api/stop-server.ts');
  const servers = projects.map((project) => serverFolder(connection, { project }, process.env));
  await Promise.all(servers.map((folder) => stopServer(folder, signal)));
  await Promise.all(
    projects.flatMap((project) => [
      removeClaims(connection.docker, project, signal),
      forgetSecrets(project, process.env),
    ]),
  );
}

/** Answers whether every provider of the projects has taken its service away. */
async function releaseAll(
  connection: Connection,
  projects: readonly string[],
  { host }: DownOptions,
): Promise<boolean> {
  const { releaseProvided } = await import('../up/release-provided.ts');
  const places = projects.map((project) => meeting(connection, project));
  const all = await Promise.all(places.map((place) => releaseProvided(place, { host })));
  return all.every((one) => one);
}

/** A run that was stopped before it had its pods is not asked for them, and would make them if it went on. */
async function endStopped(connection: Connection, project: string): Promise<void> {
  for (const pid of await endFrozen(meeting(connection, project)))
    process.stderr.write(
      `outrider: pid ${pid}, an \`outrider up\` of this project, is stopped: it was killed\n`,
    );
}

/** What runs leave on this machine: sockets of processes that were killed, and the words of the detached ones. */
async function forgetRuns(connection: Connection, project: string): Promise<void> {
  const place = meeting(connection, project);
  await removeStale(place);
  const runs = await findRuns(place);
  for (const run of runs) if (run.is === 'there') run.client.close();
  if (runs.length === 0) rmSync(wordsFileOf(process.env, place), { force: true });
}
