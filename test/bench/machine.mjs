import { cpus, release, totalmem } from 'node:os';

/** What a measurement depends on besides the code. */
export async function machineFacts(docker) {
  const { Version, ApiVersion } = await docker.version();
  const { Driver, NCPU, KernelVersion } = await docker.info();
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.versions.node,
    engine: { version: Version, api: ApiVersion, storage: Driver, cores: NCPU, kernel: KernelVersion },
  };
}

export function describeMachine({ processor, cores, memoryGiB, kernel, node, engine }) {
  return [
    `machine: ${cores} cores (${processor}), ${memoryGiB} GiB, kernel ${kernel}, Node.js ${node}`,
    `engine:  ${engine.version}, API ${engine.api}, ${engine.storage}, ${engine.cores} cores, kernel ${engine.kernel}`,
  ].join('\n');
}
