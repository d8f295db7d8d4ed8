import { type ClusterClient, connectCluster } from '../../cluster/transport/client.ts';
import { ClusterError } from '../../cluster/transport/cluster-error.ts';
import { kubectl } from '../../cluster/transport/kubectl.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { ClusterOptions, OnCluster } from './options.ts';

/** @throws Failure when there is no such context, or kubectl is not there. */
export async function openCluster(
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

/** Runs a command on a cluster; what goes wrong there ends in words and with the exit code of its kind. */
export async function onCluster<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClusterError) throw toFailure(error);
    throw error;
  }
}

function toFailure({ code, message, hint }: ClusterError): Failure {
  const isUsage = ['no-kubectl', 'no-context', 'no-namespace', 'too-old', 'refused'].includes(code);
  const exitCode =
    code === 'unreachable' ? exitCodes.noEngine : isUsage ? exitCodes.usage : exitCodes.failure;
  return new Failure(exitCode, message, hint || undefined);
}
