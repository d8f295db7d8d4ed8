import type { ContainerEngineOptions } from '../../pod/engine-options.ts';
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
    runtime: options.runtime,
    pid: options.pid,
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
