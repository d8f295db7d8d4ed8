import type { Connection } from '../../docker/transport/connect.ts';
import { printFailure, toFailure } from '../failure.ts';

/**
 * Serves the API of a project beside its run, and says where the kubeconfig is. The server begins while the pods do; one that cannot
 * begin is told, and the pods go on without it.
 * @returns settles when the server is there, or is not to come.
 */
export async function serveApi(
  connection: Connection,
  project: string,
  host: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const [{ serverFolder }, { ensureServer }] = await Promise.all([
    import('../api/server-folder.ts'),
    import('../api/start-server.ts'),
  ]);
  try {
    const folder = serverFolder(connection, { project }, process.env);
    process.stderr.write(
      `The Kubernetes API of project ${project}: export KUBECONFIG=${folder.kubeconfig}\n`,
    );
    await ensureServer(folder, { project }, host, signal);
  } catch (error) {
    if (!signal.aborted) printFailure(toFailure(error));
  }
}
