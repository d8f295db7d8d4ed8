import type { Connection } from '../../docker/transport/connect.ts';
import { hasPods } from '../api/pods-gone.ts';
import { type Scope, serverFolder } from '../api/server-folder.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { stdout } from '../output/sink.ts';
import { projectName } from '../project-name.ts';
import { interruption } from '../terminal/interruption.ts';

interface KubeconfigOptions extends PodChoice {
  readonly host?: string;
  readonly stop: boolean;
  readonly merge: boolean;
}

/** `outrider kubeconfig`: prints the path of a kubeconfig, whose server is there by then. */
export async function kubeconfig(options: KubeconfigOptions): Promise<number> {
  const { signal, stopListening } = interruption();
  const connection = await connectEngine(options.host, signal);
  try {
    const scope = await scopeOf(connection, options, signal);
    const folder = serverFolder(connection, scope, process.env);
    if (options.stop) {
      const { stopServer } = await import('../api/stop-server.ts');
      const { forgetContext } = await import('../api/own-kubeconfig.ts');
      await forgetContext(scope);
      if (!(await stopServer(folder, signal))) process.stderr.write('outrider: no server of the API runs\n');
      return exitCodes.ok;
    }
    if (!(await hasPods(connection, scope, signal))) throw noPods(scope);
    const { ensureServer } = await import('../api/start-server.ts');
    const { port } = await ensureServer(folder, scope, options.host, signal);
    if (options.merge) {
      const { addContext } = await import('../api/own-kubeconfig.ts');
      stdout().write(`${await addContext(folder, scope, port)}\n`);
    } else stdout().write(`${folder.kubeconfig}\n`);
    return exitCodes.ok;
  } finally {
    stopListening();
    connection.close();
  }
}

/** The project that is named, else the only one on the engine, else that of this folder. */
async function scopeOf(
  connection: Connection,
  options: KubeconfigOptions,
  signal: AbortSignal,
): Promise<Scope> {
  if (options.all && options.projectName === undefined) return { all: true };
  const pods = await choosePods(connection, [], options, signal);
  return { project: pods[0]?.project ?? projectName(options.projectName, []) };
}

function noPods(scope: Scope): Failure {
  const where = 'project' in scope ? `of project ${scope.project} ` : '';
  return new Failure(
    exitCodes.failure,
    `no pod ${where}is on the engine`,
    '`outrider up --api FILE` runs one and serves its API from the beginning.',
  );
}
