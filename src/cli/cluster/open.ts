import { type ClusterClient, connectCluster } from '../../cluster/transport/client.ts';
import { ClusterError } from '../../cluster/transport/cluster-error.ts';
import { kubectl } from '../../cluster/transport/kubectl.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import type { ClusterOptions, OnCluster } from './options.ts';

/** @throws Failure when there is no such context, or kubectl is not there. */
async function openCluster(
  { context, namespace }: OnCluster<ClusterOptions>,
  signal: AbortSignal,
): Promise<ClusterClient> {
  const found = namespace ?? (await namespaceOf(context, signal));
  return connectCluster({ context, namespace: found }, signal);
}

/** The namespace of a context, as kubectl takes it. */
async function namespaceOf(context: string, signal: AbortSignal): Promise<string> {
  const place = { context, namespace: 'default' };
  const text = await kubectl(place, ['config', 'view', '--minify', '--output', 'json'], { signal });
  const { contexts } = JSON.parse(text) as {
    readonly contexts?: readonly { readonly context?: { readonly namespace?: string } }[];
  };
  return contexts?.[0]?.context?.namespace || 'default';
}

/** Does something with a cluster; what goes wrong there ends in words and with the exit code of its kind. */
export async function onCluster<T>(
  options: OnCluster<ClusterOptions>,
  signal: AbortSignal,
  work: (client: ClusterClient) => Promise<T>,
): Promise<T> {
  try {
    const client = await openCluster(options, signal);
    try {
      return await work(client);
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof ClusterError) throw toFailure(error);
    throw error;
  }
}

/** A command on a cluster: Ctrl-C ends it, a second one at once. `leaving` is aborted then, and by the command itself. */
export async function commandOnCluster(
  options: OnCluster<ClusterOptions>,
  work: (client: ClusterClient, leaving: AbortController) => Promise<number>,
): Promise<number> {
  const leaving = new AbortController();
  const ignoreSignals = onStopSignals(
    () => leaving.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    return await onCluster(options, leaving.signal, (client) => work(client, leaving));
  } catch (error) {
    if (leaving.signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    ignoreSignals();
  }
}

function toFailure({ code, message, hint }: ClusterError): Failure {
  const isUsage = ['no-kubectl', 'no-context', 'no-namespace', 'too-old', 'refused'].includes(code);
  const exitCode =
    code === 'unreachable' ? exitCodes.noEngine : isUsage ? exitCodes.usage : exitCodes.failure;
  return new Failure(exitCode, message, hint || undefined);
}
