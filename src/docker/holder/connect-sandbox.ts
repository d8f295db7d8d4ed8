import type Dockerode from 'dockerode';
import { EngineError, type SandboxConnection } from '../../supervisor/ports.ts';
import { inspectContainer } from '../objects/containers.ts';
import { type Endpoint, endpointsOf } from '../objects/endpoints.ts';
import { ensureNetworks } from '../objects/pod-networks.ts';
import { addressOf } from '../observe.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { statusOf } from '../transport/errors.ts';
import type { SandboxContext } from './sandbox.ts';

/**
 * Connects a holder that runs to the network with its address, unless it is connected, under the names that it had from the start. The
 * network is made again where it is gone. Published ports come back with the connection. Undefined when the holder does not run.
 */
export async function connectSandbox(
  { docker, owner }: Pick<SandboxContext, 'docker' | 'owner'>,
  id: string,
  signal: AbortSignal,
): Promise<SandboxConnection | undefined> {
  const inspect = () =>
    inspectContainer(docker, id, signal).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
      return undefined;
    });
  const before = await inspect();
  if (!before?.State.Running) return undefined;
  const known = addressOf(before);
  if (known) return { address: known, mended: false };
  await ensureNetworks(docker, owner, signal);
  const [{ network, settings }] = endpointsOf(owner.project, owner.pod) as [Endpoint];
  await call(`connect the pod to ${network}`, deadlines.change, signal, (abortSignal) =>
    // @types/dockerode does not know that the call can be aborted.
    docker.getNetwork(network).connect({
      Container: id,
      EndpointConfig: settings,
      abortSignal,
    } as Dockerode.NetworkConnectOptions),
  );
  const after = await inspect();
  if (!after?.State.Running) return undefined;
  const address = addressOf(after);
  if (!address) throw new EngineError('engine', `the pod has no address on ${network}`);
  return { address, mended: true };
}
