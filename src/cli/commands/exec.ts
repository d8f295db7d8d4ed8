import type { ListedContainer, ListedPod } from '../../docker/list.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { interruption } from '../terminal/interruption.ts';
import { withTerminal } from '../terminal/own-terminal.ts';

interface ExecOptions extends PodChoice {
  readonly host?: string;
  readonly user?: string;
  readonly workdir?: string;
  readonly env?: readonly string[];
  readonly tty: boolean;
  readonly interactive: boolean;
}

/** `outrider exec TARGET COMMAND…`: in a container, or in a pod's default one; the command's own exit code. */
export async function exec(
  target: string,
  command: readonly string[],
  options: ExecOptions,
): Promise<number> {
  const { signal, stopListening } = interruption();
  const connection = await connectEngine(options.host, signal);
  try {
    const pods = await choosePods(connection, [], options, signal);
    const { id } = findContainer(pods, target);
    const { execInteractive } = await import('../../docker/interactive.ts');
    const { user, workdir, env } = options;
    const request = {
      command,
      ...(user === undefined ? {} : { user }),
      ...(workdir === undefined ? {} : { workingDir: workdir }),
      ...(env === undefined ? {} : { env }),
    };
    const { catalogueImage } = await import('../../images/catalogue.ts');
    const context = { docker: connection.docker, image: catalogueImage('holder').reference };
    return await withTerminal(options, (terminal) => execInteractive(context, id, request, terminal, signal));
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    stopListening();
    connection.close();
  }
}

function findContainer(pods: readonly ListedPod[], target: string): ListedContainer {
  const [pod, name] = target.includes('/') ? target.split('/') : [undefined, target];
  const among = pods.filter((listed) => pod === undefined || listed.pod === pod);
  const named = among.flatMap(({ containers }) => containers.filter((container) => container.name === name));
  const whole = pods.find((listed) => listed.pod === target);
  const found =
    named.length > 0
      ? named
      : (whole?.containers.filter((container) => container.name === whole.spec?.defaultContainer) ?? []);
  if (found.length > 1)
    throw new Failure(exitCodes.usage, `several pods have a container ${name}`, 'Say which: POD/CONTAINER.');
  if (!found[0]) throw new Failure(exitCodes.failure, `there is no pod or container ${target}`);
  if (found[0].state !== 'running')
    throw new Failure(exitCodes.failure, `container ${found[0].name} is not running: ${found[0].status}`);
  return found[0];
}
