import type { EngineOptions } from '../../pod/engine-options.ts';

/** Engine options that no Kubernetes object can say, as `option of container`; aliases become Services elsewhere. */
export function lostOptions({ containers = {}, volumes = {}, ...pod }: EngineOptions): readonly string[] {
  const { aliases: _, ...ofPod } = pod;
  return [
    ...Object.keys(ofPod).map((key) => WORDS[key] ?? key),
    ...Object.entries(containers).flatMap(([name, options]) =>
      Object.entries(options)
        .filter(([key]) => key !== 'imageHealthcheck' || options.imageHealthcheck?.awaited)
        .map(([key]) => `${WORDS[key] ?? key} of ${name}`),
    ),
    ...Object.entries(volumes).flatMap(([name, options]) =>
      Object.keys(options).map((key) => `${WORDS[key] ?? key} of volume ${name}`),
    ),
  ];
}

/** Compose's words. */
const WORDS: Readonly<Record<string, string>> = {
  imageHealthcheck: 'the wait for the health check of the image',
  copyFromImage: 'the copy of the image’s files into the empty volume',
  domainname: 'domainname',
  macAddress: 'mac_address',
  shmBytes: 'shm_size',
  portRanges: 'the choice of a port in a range',
  user: 'the user name (write its number)',
  groups: 'group_add',
  noEntrypoint: 'the empty entrypoint',
  deviceCgroupRules: 'device_cgroup_rules',
  securityOptions: 'security_opt',
  cgroupParent: 'cgroup_parent',
  memoryReservationBytes: 'mem_reservation',
  memorySwapBytes: 'memswap_limit',
  memorySwappiness: 'mem_swappiness',
  pids: 'pids_limit',
  oomScoreAdj: 'oom_score_adj',
  oomKillDisable: 'oom_kill_disable',
  storageOptions: 'storage_opt',
  driverOptions: 'driver_opts',
};
