import { hostname } from 'node:os';
import type { NodeFacts } from '../../api/objects/node-facts.ts';
import { engineFacts } from '../../docker/engine-facts.ts';
import type { Connection } from '../../docker/transport/connect.ts';

/** The one node: the engine's machine, under the name that programs in pods are told too. @param since RFC 3339. */
export async function nodeFacts(
  { docker, info }: Connection,
  since: string,
  signal: AbortSignal,
): Promise<NodeFacts> {
  const { gateway = '127.0.0.1', ...facts } = await engineFacts(docker, signal);
  return {
    ...facts,
    ...{ name: hostname(), address: gateway, engineVersion: info.version },
    since: `${since.slice(0, 19)}Z`,
  };
}
