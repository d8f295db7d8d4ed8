import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { projectFolder } from '../project-name.ts';
import { nearestPods } from './of-folder.ts';

export interface PodChoice {
  readonly projectName?: string;
  readonly all?: boolean;
  /** Those of several projects may be meant where none is named; default false. */
  readonly several?: boolean;
}

/**
 * The pods on the engine that a command is about: those of the project that is named (`-p`, OUTRIDER_PROJECT), else of the
 * project of this folder, else of the only project there is; with names only those.
 *
 * @param gone names that need not be there.
 * @throws Failure when several projects are there and none is named, when one is named and all are asked for, or when a
 *   name is nobody's.
 */
export async function choosePods(
  connection: Connection,
  names: readonly string[],
  { projectName: named, all = false, several = false }: PodChoice,
  signal: AbortSignal,
  gone: readonly string[] = [],
): Promise<readonly ListedPod[]> {
  if (named !== undefined && all)
    throw new Failure(
      exitCodes.usage,
      `--all means every project, and --project-name ${named} one`,
      'Without --all every pod of the project is meant anyway.',
    );
  const projectName = named ?? process.env['OUTRIDER_PROJECT'];
  const { listPods } = await import('../../docker/list.ts');
  const listed = await listPods(connection.docker, all ? undefined : projectName, signal);
  const present = names.filter((name) => !gone.includes(name));
  const found = all || projectName !== undefined ? listed : nearestPods(listed, present, projectFolder([]));
  const chosen = names.length === 0 ? found : found.filter(({ pod }) => names.includes(pod));
  const unknown = present.filter((name) => !chosen.some(({ pod }) => pod === name));
  if (unknown.length > 0)
    throw new Failure(
      exitCodes.failure,
      `there is no pod ${unknown.join(', ')}`,
      found.length === 0 ? 'No pod is on the engine.' : `There is ${found.map(title).join(', ')}.`,
    );
  const projects = [...new Set(chosen.map(({ project }) => project))];
  if (projects.length > 1 && !all && !several && projectName === undefined)
    throw new Failure(
      exitCodes.usage,
      `pods of several projects are on the engine: ${projects.join(', ')}`,
      'Name one with --project-name, or take all with --all.',
    );
  return chosen;
}

const title = ({ project, pod }: ListedPod): string => `${pod} (project ${project})`;
