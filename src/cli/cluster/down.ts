import { followPods, named } from '../../cluster/run/follow-pods.ts';
import { deletePod, removeRest, removeWorkloads } from '../../cluster/run/remove.ts';
import type { ClusterClient } from '../../cluster/transport/client.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { createJournal } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { harmless } from '../output/harmless.ts';
import { projectName } from '../project-name.ts';
import { type ProjectChoice, podsOnCluster } from './look.ts';
import { commandOnCluster } from './open.ts';
import type { ClusterOptions, OnCluster } from './options.ts';

interface DownOptions extends ProjectChoice, ClusterOptions {
  readonly file?: readonly string[];
  readonly volumes: boolean;
  readonly gracePeriod?: number;
}

/** `outrider down --context NAME`: deletes pods of a project, which end in order, and then exactly what `up` applied beside them. */
export function downOnCluster(names: readonly string[], options: OnCluster<DownOptions>): Promise<number> {
  return commandOnCluster(options, async (client, { signal }) => {
    const choice = options.file ? { projectName: projectName(options.projectName, options.file) } : options;
    const pods = await podsOnCluster(client, names, choice, signal);
    const projects = [...new Set(pods.map(({ project }) => project))];
    const unseen = new Set<string>();
    const note = (kinds: readonly string[]): void => {
      for (const kind of kinds) unseen.add(kind);
    };
    for (const project of projects) {
      const own = pods.filter((one) => one.project === project).map(({ pod }) => pod);
      // What makes pods would make them again.
      if (names.length === 0) note(await removeWorkloads(client, project, signal));
      await end(client, project, own, options, signal);
    }
    if (names.length === 0) note(await removeOthers(client, projects, choice, options, signal));
    if (unseen.size > 0) tellUnseen(unseen, client);
    if (pods.length === 0)
      process.stderr.write(`outrider: no pod of Outrider's is in ${client.place.context}\n`);
    return signal.aborted ? exitCodes.interrupted : exitCodes.ok;
  });
}

async function removeOthers(
  client: ClusterClient,
  found: readonly string[],
  { projectName: named = process.env['OUTRIDER_PROJECT'] }: ProjectChoice,
  { volumes }: DownOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (signal.aborted) return [];
  const unseen: string[] = [];
  for (const project of new Set([...found, ...(named === undefined ? [] : [named])]))
    unseen.push(...(await removeRest(client, project, volumes, signal)));
  return unseen;
}

function tellUnseen(kinds: ReadonlySet<string>, { place }: ClusterClient): void {
  process.stderr.write(
    `note: not looked for in namespace ${place.namespace}, as you may not list them: ${[...kinds].join(', ')}\n`,
  );
}

async function end(
  client: ClusterClient,
  project: string,
  names: readonly string[],
  { gracePeriod }: DownOptions,
  signal: AbortSignal,
): Promise<void> {
  const left = new Set(names);
  const done = new AbortController();
  const journal = createJournal(project, systemClock.wall);
  const onPod = (pod: { readonly metadata: { readonly name: string } }, is: 'there' | 'gone'): void => {
    if (is === 'there' || !left.delete(pod.metadata.name)) return;
    process.stderr.write(`${harmless(pod.metadata.name)} removed\n`);
    if (left.size === 0) done.abort();
  };
  const either = AbortSignal.any([signal, done.signal]);
  let failed: unknown;
  const onRead = (): void => {
    Promise.all(names.map((name) => deletePod(client, name, gracePeriod, either))).catch((error: unknown) => {
      failed = error;
      done.abort();
    });
  };
  await followPods({ client, project, journal, isWanted: named(names), onPod, onRead, quiet: true }, either);
  if (failed && !signal.aborted) throw failed;
}
