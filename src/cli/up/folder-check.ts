import type { Connection } from '../../docker/transport/connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { isNamed, projectFolder } from '../project-name.ts';

/**
 * Two checkouts may lie in folders of one name, and so have one project's name. A project that nobody has named by hand
 * belongs to the folder that it was started from.
 * @throws Failure when pods of another folder run under the name.
 */
export async function checkFolder(
  connection: Connection,
  project: string,
  given: { readonly files: readonly string[]; readonly projectName: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  if (isNamed(given.projectName)) return;
  const folder = projectFolder(given.files);
  const { listPods } = await import('../../docker/list.ts');
  const other = (await listPods(connection.docker, project, signal)).find(
    (pod) => pod.folder !== undefined && pod.folder !== folder,
  );
  if (!other) return;
  throw new Failure(
    exitCodes.usage,
    `project ${project} belongs to ${other.folder}, whose pod ${other.pod} is on the engine; this is ${folder}`,
    `Nothing was changed. Give this one a name of its own: outrider -p NAME …; -p ${project} means that one.`,
  );
}
