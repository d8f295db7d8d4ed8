/** Where the effect of honoured fields on the engine is looked at, or why it is not. Fields stand as in docs/compose.md, without `[]`. */
export type Effect = { readonly fields: string } & (
  | {
      /** A file of this folder, without `.test.ts`; every field is named in it. */
      readonly file: string;
      /** The beginning of a test's name in it. */
      readonly test: string;
    }
  | { readonly why: string }
);

const LIMITS = 'a service has the memory';
const RIGHTS = 'a service has the rights';
const DISK = 'a service reads and writes a disk';
const BUILT = 'a build has the network';
const TIMES = 'services run as often';
const KNOWN = 'the engine knows a container';
const MADE = 'networks and volumes have the name';
const MEMBER = 'a network is made as its file says';
const SEEN = 'its user by name';
const DATA = 'configs and secrets at their places';
const HOOKS = 'run as they say';
const TOLD = 'reaches the container';
const NEWER = 'an engine that can';
const BUILDKIT = 'only BuildKit can; what its command is told is a test of the build';

/** By the section of the table. */
export const effects: Readonly<Record<string, readonly Effect[]>> = {
  'The file': [
    { fields: 'volumes networks configs secrets', file: 'effects', test: TOLD },
    { fields: 'include name version', file: 'health', test: TIMES },
    { fields: 'x-outrider x-outrider.sidecars', file: 'finding', test: 'recipes of x-outrider' },
    { fields: 'x-outrider.capture', file: 'shop', test: 'the shop answers' },
    { fields: 'models', file: 'provided', test: 'services find what programs' },
  ],
  'A network': [
    {
      fields:
        'name driver driver_opts internal attachable labels ipam ipam.driver ipam.options ipam.config ipam.config.subnet',
      file: 'networks',
      test: MADE,
    },
    {
      fields: 'enable_ipv6 ipam.config.gateway ipam.config.ip_range ipam.config.aux_addresses',
      file: 'networks',
      test: MEMBER,
    },
    { fields: 'external', file: 'effects', test: 'that somebody else has made are joined' },
    { fields: 'enable_ipv4', file: 'networks', test: NEWER },
  ],
  'A volume': [
    { fields: 'name driver driver_opts labels', file: 'networks', test: MADE },
    { fields: 'external', file: 'effects', test: 'that somebody else has made are those' },
  ],
  'A config or a secret': [
    { fields: 'file environment content', file: 'effects', test: DATA },
    { fields: 'external', why: 'it is refused' },
  ],
  'A service': [
    { fields: 'external_links use_api_socket', file: 'elsewhere', test: 'a service uses what' },
    {
      fields: 'provider provider.type provider.options models',
      file: 'provided',
      test: 'services find what programs',
    },
    {
      fields: 'image command environment env_file env_file.path',
      file: 'effects',
      test: 'variables as they are written',
    },
    { fields: 'entrypoint', file: 'effects', test: 'no entry point of the image' },
    { fields: 'env_file.required env_file.format', file: 'health', test: TIMES },
    { fields: 'ports', file: 'shop', test: 'the shop answers' },
    { fields: 'expose', why: 'no program sees it: every port of a pod can be reached' },
    { fields: 'volumes', file: 'effects', test: 'begin with what the image has' },
    { fields: 'tmpfs', file: 'effects', test: 'in memory are what their options say' },
    {
      fields:
        'healthcheck healthcheck.test healthcheck.interval healthcheck.retries healthcheck.start_period healthcheck.start_interval healthcheck.disable depends_on',
      file: 'health',
      test: 'a service is healthy when its check says so',
    },
    { fields: 'healthcheck.timeout', file: 'health', test: '`up` ends with the reason' },
    { fields: 'network_mode restart stop_signal', file: 'effects', test: HOOKS },
    { fields: 'stop_grace_period', file: 'effects', test: 'know a service by its own name' },
    {
      fields:
        'user group_add read_only cap_add cap_drop devices devices.source devices.target ulimits init hostname domainname extra_hosts dns_opt shm_size pids_limit',
      file: 'effects',
      test: SEEN,
    },
    { fields: 'working_dir', file: 'effects', test: HOOKS },
    {
      fields:
        'security_opt devices.permissions device_cgroup_rules tty stdin_open sysctls runtime ipc pid uts userns_mode cgroup cgroup_parent',
      file: 'limits',
      test: RIGHTS,
    },
    { fields: 'mac_address', file: 'networks', test: MEMBER },
    { fields: 'dns dns_search', file: 'networks', test: 'a service asks the resolver' },
    { fields: 'storage_opt', why: 'needs a file system with quotas for projects under the engine' },
    {
      fields:
        'mem_limit mem_reservation memswap_limit mem_swappiness oom_kill_disable oom_score_adj cpus cpu_quota cpu_period cpu_shares cpuset deploy deploy.resources deploy.resources.limits deploy.resources.limits.cpus deploy.resources.limits.memory deploy.resources.limits.pids deploy.resources.reservations deploy.resources.reservations.memory deploy.resources.reservations.cpus',
      file: 'limits',
      test: LIMITS,
    },
    {
      fields:
        'gpus deploy.resources.reservations.devices deploy.resources.reservations.devices.capabilities deploy.resources.reservations.devices.driver deploy.resources.reservations.devices.count deploy.resources.reservations.devices.device_ids deploy.resources.reservations.devices.options',
      why: 'needs a GPU, and a driver of the engine for it',
    },
    {
      fields: 'cpu_rt_period cpu_rt_runtime',
      why: 'needs an engine that has real-time processor time to give',
    },
    {
      fields:
        'deploy.replicas scale deploy.restart_policy deploy.restart_policy.condition deploy.restart_policy.max_attempts deploy.restart_policy.delay deploy.restart_policy.window extends pull_refresh_after',
      file: 'health',
      test: TIMES,
    },
    { fields: 'pull_policy', file: 'build', test: 'service_healthy waits for the HEALTHCHECK' },
    {
      fields: 'configs configs.source configs.target configs.mode secrets secrets.source',
      file: 'effects',
      test: DATA,
    },
    { fields: 'secrets.target', why: 'a secret is mounted as a config is, whose target is looked at' },
    {
      fields: 'configs.uid secrets.uid secrets.gid secrets.mode volumes_from platform',
      file: 'effects',
      test: TOLD,
    },
    { fields: 'configs.gid', why: 'a config is written as a secret is, whose gid is looked at' },
    { fields: 'networks', file: 'networks', test: MEMBER },
    { fields: 'links container_name', file: 'effects', test: 'know a service by its own name' },
    {
      fields: 'labels label_file logging logging.driver logging.options annotations',
      file: 'health',
      test: KNOWN,
    },
    { fields: 'profiles', file: 'finding', test: 'COMPOSE_FILE names files' },
    { fields: 'x-outrider x-outrider.role', file: 'effects', test: HOOKS },
    { fields: 'x-outrider.sidecars', file: 'effects', test: 'with IPv6 are captured' },
    { fields: 'x-outrider.capture', file: 'shop', test: 'the shop answers' },
    {
      fields:
        'x-outrider.probes x-outrider.probes.startup x-outrider.probes.liveness x-outrider.probes.readiness',
      file: 'health',
      test: 'probes that only x-outrider has a word for',
    },
    {
      fields: 'build build.context build.dockerfile_inline build.args build.target',
      file: 'build',
      test: 'an image is built where it is missing',
    },
    { fields: 'build.dockerfile', why: 'a test of the build reads it from the context' },
    {
      fields:
        'build.labels build.tags build.cache_from build.no_cache build.network build.shm_size build.ulimits build.extra_hosts build.platforms',
      file: 'build',
      test: BUILT,
    },
    { fields: 'build.pull', why: 'needs a registry' },
    {
      fields:
        'build.cache_to build.ssh build.secrets build.secrets.source build.secrets.target build.additional_contexts',
      why: BUILDKIT,
    },
    {
      fields:
        'post_start post_start.command post_start.user post_start.environment post_start.working_dir pre_stop pre_stop.command',
      file: 'effects',
      test: HOOKS,
    },
    {
      fields:
        'post_start.per_replica pre_stop.user pre_stop.environment pre_stop.working_dir pre_stop.per_replica',
      why: 'both hooks go one way, and every pod runs its own',
    },
    {
      fields: 'post_start.privileged pre_stop.privileged pre_start.privileged develop.watch.exec.privileged',
      why: 'it is refused where it is true',
    },
    {
      fields:
        'pre_start pre_start.command pre_start.image pre_start.user pre_start.working_dir pre_start.environment',
      file: 'pre-start',
      test: 'steps of pre_start run',
    },
    { fields: 'pre_start.per_replica', why: 'every pod runs its own steps' },
    {
      fields:
        'develop develop.watch develop.watch.action develop.watch.path develop.watch.target develop.watch.ignore develop.watch.initial_sync develop.watch.exec develop.watch.exec.command',
      file: 'watch',
      test: 'up --watch copies files',
    },
    {
      fields:
        'develop.watch.include develop.watch.exec.user develop.watch.exec.environment develop.watch.exec.working_dir develop.watch.exec.per_replica',
      why: 'patterns go one way with `ignore`, and the command goes the way of hooks',
    },
    {
      fields:
        'blkio_config blkio_config.device_read_bps blkio_config.device_read_bps.path blkio_config.device_read_bps.rate blkio_config.device_read_iops blkio_config.device_read_iops.path blkio_config.device_read_iops.rate blkio_config.device_write_bps blkio_config.device_write_bps.path blkio_config.device_write_bps.rate blkio_config.device_write_iops blkio_config.device_write_iops.path blkio_config.device_write_iops.rate',
      file: 'limits',
      test: DISK,
    },
    {
      fields:
        'blkio_config.weight blkio_config.weight_device blkio_config.weight_device.path blkio_config.weight_device.weight',
      why: 'needs a kernel whose scheduler of disks knows weights',
    },
  ],
  'What a service depends on': [
    { fields: 'condition required', file: 'health', test: 'a service is healthy when its check says so' },
    { fields: 'restart', why: 'between pods it is looked at by the tests of the command line' },
  ],
  'A network of a service': [
    { fields: 'aliases', file: 'effects', test: 'know a service by its own name' },
    {
      fields: 'ipv4_address ipv6_address priority link_local_ips mac_address',
      file: 'networks',
      test: MEMBER,
    },
    { fields: 'gw_priority interface_name driver_opts', file: 'networks', test: NEWER },
  ],
  'A probe of `x-outrider`': [
    {
      fields:
        'httpGet httpGet.path httpGet.port tcpSocket tcpSocket.port exec exec.command periodSeconds failureThreshold',
      file: 'health',
      test: 'probes that only x-outrider has a word for',
    },
    {
      fields:
        'httpGet.host httpGet.scheme httpGet.httpHeaders httpGet.httpHeaders.name httpGet.httpHeaders.value tcpSocket.host grpc grpc.port grpc.service initialDelaySeconds timeoutSeconds successThreshold terminationGracePeriodSeconds',
      why: 'a probe is that of a pod, whatever file it comes from',
    },
  ],
};
