import type { ContainerEngineOptions, EngineBlockIo } from '../../pod/engine-options.ts';
import { given } from './service.ts';

/** What a container asks of the engine beyond Kubernetes' words, in the words of Compose. */
export function engineFields(options: ContainerEngineOptions): Readonly<Record<string, unknown>> {
  const { devices = [], ulimits = [], logging } = options;
  const fields = given({
    init: options.init,
    devices: devices.map(({ source, target, permissions }) => `${source}:${target}:${permissions}`),
    device_cgroup_rules: options.deviceCgroupRules,
    ulimits: Object.fromEntries(ulimits.map(({ name, soft, hard }) => [name, { soft, hard }])),
    labels: options.labels,
    annotations: options.annotations,
    platform: options.platform,
    deploy: reserved(options.deviceRequests),
    runtime: options.runtime,
    ipc: options.ipc,
    uts: options.uts,
    userns_mode: options.userns,
    blkio_config: blkio(options.blockIo),
    cpu_rt_period: options.cpuRealtimePeriod,
    cpu_rt_runtime: options.cpuRealtimeRuntime,
    pid: options.pid,
    volumes_from: options.volumesFrom?.map((one) => `container:${one}`),
    use_api_socket: options.apiSocket,
    cgroup: options.cgroup,
    cgroup_parent: options.cgroupParent,
    mem_reservation: options.memoryReservationBytes,
    memswap_limit: options.memorySwapBytes,
    mem_swappiness: options.memorySwappiness,
    pids_limit: options.pids,
    cpuset: options.cpuset,
    oom_score_adj: options.oomScoreAdj,
    oom_kill_disable: options.oomKillDisable,
    storage_opt: options.storageOptions,
    logging: logging && { driver: logging.driver, options: logging.options },
  });
  // An empty one takes that of the image away.
  return options.noEntrypoint ? { entrypoint: [], ...fields } : fields;
}

function reserved(
  requests: ContainerEngineOptions['deviceRequests'] = [],
): Readonly<Record<string, unknown>> | undefined {
  if (requests.length === 0) return undefined;
  const devices = requests.map(({ driver, count, ids, capabilities, options }) =>
    given({
      capabilities,
      driver,
      count: count === -1 ? 'all' : count,
      device_ids: ids,
      options,
    }),
  );
  return { resources: { reservations: { devices } } };
}

function blkio(io: EngineBlockIo = {}): Readonly<Record<string, unknown>> {
  return given({
    weight: io.weight,
    weight_device: io.weightDevice,
    device_read_bps: io.readBytes,
    device_read_iops: io.readOperations,
    device_write_bps: io.writeBytes,
    device_write_iops: io.writeOperations,
  });
}
