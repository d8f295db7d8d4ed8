import type Dockerode from 'dockerode';
import { call } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';

/** What an engine tells of the machine that it runs on. */
export interface EngineFacts {
  readonly osImage: string;
  readonly kernelVersion: string;
  /** As `uname -m` has it. */
  readonly architecture: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** The machine's own address in the engine's default network; absent where the engine has none. */
  readonly gateway?: string;
}

/** @throws EngineError when the engine does not answer. */
export async function engineFacts(docker: Dockerode, signal: AbortSignal): Promise<EngineFacts> {
  const [info, gateway] = await Promise.all([
    call('ask for its machine', deadlines.read, signal, () => docker.info() as Promise<Info>),
    defaultGateway(docker, signal),
  ]);
  return {
    ...{ osImage: info.OperatingSystem, kernelVersion: info.KernelVersion, architecture: info.Architecture },
    ...{ cpus: info.NCPU, memoryBytes: info.MemTotal },
    ...(gateway !== undefined && { gateway }),
  };
}

interface Info {
  readonly OperatingSystem: string;
  readonly KernelVersion: string;
  readonly Architecture: string;
  readonly NCPU: number;
  readonly MemTotal: number;
}

/** An engine without the network `bridge` has one of another name; then there is nothing to tell. */
async function defaultGateway(docker: Dockerode, signal: AbortSignal): Promise<string | undefined> {
  try {
    const found = await call('look at a network', deadlines.read, signal, () =>
      docker.getNetwork('bridge').inspect(),
    );
    return found.IPAM?.Config?.find(({ Gateway }) => Gateway)?.Gateway;
  } catch {
    return undefined;
  }
}
