import type Dockerode from 'dockerode';
import type { ContainerEngineOptions } from '../../pod/engine-options.ts';

/** What a container asks of the engine beyond Kubernetes' words; what it does not say is left to the engine. */
export function engineHostConfig(options: ContainerEngineOptions): Dockerode.HostConfig {
  const { devices = [], ulimits = [], deviceCgroupRules = [] } = options;
  const given = {
    Devices: devices.map(({ source, target, permissions }) => ({
      PathOnHost: source,
      PathInContainer: target,
      CgroupPermissions: permissions,
    })),
    DeviceCgroupRules: [...deviceCgroupRules],
    Ulimits: ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    Runtime: options.runtime,
    PidMode: options.pid,
    CgroupnsMode: options.cgroup,
    CgroupParent: options.cgroupParent,
    MemoryReservation: options.memoryReservationBytes,
    MemorySwappiness: options.memorySwappiness,
    PidsLimit: options.pids,
    CpusetCpus: options.cpuset,
    OomScoreAdj: options.oomScoreAdj,
    OomKillDisable: options.oomKillDisable,
    StorageOpt: options.storageOptions,
  };
  const said = Object.entries(given).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(said) as Dockerode.HostConfig;
}

/** Named, because the engine's default may be a driver that cannot be read back. */
export function logConfig({
  logging,
}: ContainerEngineOptions): NonNullable<Dockerode.HostConfig['LogConfig']> {
  return { Type: logging?.driver ?? 'json-file', Config: { ...logging?.options } };
}
