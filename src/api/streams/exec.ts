import type { ApiPorts, PodName, ProcessStreams } from '../ports.ts';
import type { ApiRequest } from '../request.ts';
import type { Upgrade } from '../serve/upgrade.ts';
import { failure, StatusError } from '../status.ts';
import { channelProtocols, openChannels, type WantedStreams } from './channels.ts';
import { chooseContainer } from './choose-container.ts';
import { statusOfEnding } from './exec-status.ts';
import { isTrue } from './log-query.ts';
import { openProcess, processProtocol } from './spdy/process.ts';

type ExecPorts = Pick<ApiPorts, 'attach' | 'checkRunning' | 'containers' | 'exec'>;

/** `…/pods/NAME/exec` and `…/attach`. What cannot be is refused before anything is promised. @throws StatusError */
export async function upgradeToProcess(
  ports: ExecPorts,
  pod: PodName,
  kind: 'exec' | 'attach',
  { query, signal }: ApiRequest,
): Promise<Upgrade> {
  const command = query.getAll('command');
  const wanted = wantedStreams(query);
  if (!wanted.stdin && !wanted.stdout && !wanted.stderr)
    throw new StatusError('BadRequest', 'you must specify at least one of stdin, stdout, stderr');
  if (kind === 'exec' && command.length === 0)
    throw new StatusError('BadRequest', 'you must specify at least one command for the container');
  const container = await chooseContainer(ports, pod, query.get('container'), signal);
  await ports.checkRunning(pod, container, signal);
  const run = async (streams: ProcessStreams, until: AbortSignal): Promise<object> => {
    if (kind === 'exec') return statusOfEnding(await ports.exec(pod, container, command, streams, until));
    await ports.attach(pod, container, streams, until);
    return statusOfEnding({ is: 'exited', exitCode: 0 });
  };
  return {
    protocols: channelProtocols,
    async serve(connection) {
      const { streams, finish } = openChannels(connection, wanted);
      await finish(await run(streams, connection.signal).catch(statusOfError));
    },
    spdy: {
      protocols: [processProtocol],
      async serve(connection) {
        const opened = await openProcess(connection, wanted);
        if (opened) await opened.finish(await run(opened.streams, opened.signal).catch(statusOfError));
      },
    },
  };
}

function wantedStreams(query: URLSearchParams): WantedStreams {
  const tty = isTrue(query, 'tty');
  // A terminal has one output (core/v1, PodExecOptions).
  const stderr = isTrue(query, 'stderr') && !tty;
  return { stdin: isTrue(query, 'stdin'), stdout: isTrue(query, 'stdout'), stderr, tty };
}

function statusOfError(error: unknown): object {
  if (error instanceof StatusError) return error.status;
  const message = error instanceof Error ? error.message : String(error);
  return failure('InternalError', `Internal error occurred: ${message}`);
}
