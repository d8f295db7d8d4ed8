import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { Pod } from '../../pod/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { choosePods, type PodChoice } from './choose-pods.ts';
import { connectEngine } from './connect.ts';

/** A pod whose holder runs, so that tools can join its network namespace. */
export interface PodWithNamespace extends ListedPod {
  readonly spec: Pod;
  /** The holder's id. */
  readonly holder: string;
}

/** A pod, the engine that it runs on, and a signal that nobody fires. */
export interface PodOnEngine {
  readonly connection: Connection;
  readonly pod: PodWithNamespace;
  readonly signal: AbortSignal;
}

/**
 * Connects to the engine, finds the pod that a tool shall look into, and closes the connection after the work.
 *
 * @throws Failure when there is no such pod, when it is not clear which one is meant, or when the pod does not run.
 */
export async function withPodNamespace<T>(
  name: string,
  options: PodChoice & { readonly host?: string },
  work: (found: PodOnEngine) => Promise<T>,
): Promise<T> {
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const [pod] = await choosePods(connection, [name], options, signal);
    if (!pod || !hasNamespace(pod))
      throw new Failure(
        exitCodes.failure,
        `pod ${name} does not run, so that it has no network namespace`,
        `See what it is about with \`outrider why ${name}\`.`,
      );
    return await work({ connection, pod, signal });
  } finally {
    connection.close();
  }
}

function hasNamespace(pod: ListedPod): pod is PodWithNamespace {
  return pod.spec !== undefined && pod.holder !== undefined;
}
