import { catalogueImage } from '../../images/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { withTerminal } from '../terminal/own-terminal.ts';
import { version } from '../version.ts';

interface DebugOptions extends PodChoice {
  readonly host?: string;
}

/**
 * `outrider debug POD [-- COMMAND…]`: a shell or a tool (tcpdump, ss, curl, nft, …) in the pod's network namespace, from
 * the project's own image; gone afterwards.
 */
export async function debug(pod: string, command: readonly string[], options: DebugOptions): Promise<number> {
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const [listed] = await choosePods(connection, [pod], options, signal);
    if (!listed?.spec || !listed.holder)
      throw new Failure(exitCodes.failure, `pod ${pod} has no network namespace to look into`);
    const { project, spec, holder } = listed;
    const { runTool } = await import('../../docker/interactive.ts');
    return await withTerminal({ tty: true, interactive: true }, (terminal) =>
      runTool(
        connection.docker,
        {
          project,
          pod: spec,
          version,
          holder,
          image: catalogueImage('holder').reference,
          command: command.length > 0 ? command : ['bash'],
        },
        terminal,
        signal,
      ),
    );
  } finally {
    connection.close();
  }
}
