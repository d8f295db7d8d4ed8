import type Dockerode from 'dockerode';
import type { ContainerEngineOptions, EngineBlockIo } from '../../pod/engine-options.ts';

/** What a container asks of the engine beyond Kubernetes' words; what it does not say is left to the engine. */
export function engineHostConfig(options: ContainerEngineOptions): Dockerode.HostConfig {
  const { devices = [], ulimits = [], deviceCgroupRules = [], deviceRequests = [] } = options;
  const given = {
    Devices: devices.map(({ source, target, permissions }) => ({
      PathOnHost: source,
      PathInContainer: target,
      CgroupPermissions: permissions,
    })),
    DeviceCgroupRules: [...deviceCgroupRules],
    Ulimits: ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    DeviceRequests: deviceRequests.map(({ driver, count, ids, capabilities, options: more }) => ({
      ...(driver !== undefined && { Driver: driver }),
      ...(count !== undefined && { Count: count }),
      ...(ids && { DeviceIDs: [...ids] }),
      Capabilities: [[...capabilities]],
      ...(more && { Options: { ...more } }),
    })),
    Annotations: options.annotations,
    IpcMode: options.ipc,
    UTSMode: options.uts,
    UsernsMode: options.userns,
    CpuRealtimePeriod: options.cpuRealtimePeriod,
    CpuRealtimeRuntime: options.cpuRealtimeRuntime,
    ...blockIo(options.blockIo),
    Runtime: options.runtime,
    PidMode: options.pid,
    VolumesFrom: options.volumesFrom,
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

function blockIo(io: EngineBlockIo = {}): Dockerode.HostConfig {
  const rates = (given: EngineBlockIo['readBytes']) =>
    given?.map(({ path, rate }) => ({ Path: path, Rate: rate }));
  return {
    BlkioWeight: io.weight,
    BlkioWeightDevice: io.weightDevice?.map(({ path, weight }) => ({ Path: path, Weight: weight })),
    BlkioDeviceReadBps: rates(io.readBytes),
    BlkioDeviceReadIOps: rates(io.readOperations),
    BlkioDeviceWriteBps: rates(io.writeBytes),
    BlkioDeviceWriteIOps: rates(io.writeOperations),
  } as Dockerode.HostConfig;
}

/** Named, because the engine's default may be a driver that cannot be read back. */
export function logConfig({
  logging,
}: ContainerEngineOptions): NonNullable<Dockerode.HostConfig['LogConfig']> {
  return { Type: logging?.driver ?? 'json-file', Config: { ...logging?.options } };
}
