import * as z from 'zod';
import { approximated, honoured, ignored } from '../schema/fidelity.ts';
import { flag, text, texts } from '../schema/scalars.ts';
import { build } from './build-schema.ts';
import { blkio, deviceRequest, gpus, hook, preStart, restartPolicy } from './engine-schema.ts';
import { fileExtension, serviceExtension } from './extension.ts';
import { model, provider, serviceModel } from './provided-schema.ts';
import { develop } from './watch-schema.ts';

/** What one writes as a number, and another as text. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** Read by code of its own, which knows every form that the specification allows. */
const anything = z.unknown();
/** The forms are those of `canonical/`, so that each field has one. */
const number = z.number();
const pairs = z.record(z.string(), z.string());

export const dependency = z.object({
  condition: honoured(z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])),
  required: honoured(flag),
  restart: approximated(flag, 'between pods; within a pod nothing is restarted for it'),
});

const envFile = z.object({ path: honoured(text), required: honoured(flag), format: honoured(text) });

const healthcheck = z.object({
  test: honoured(texts, 'an exec probe'),
  interval: approximated(text, 'whole seconds, at least one'),
  timeout: approximated(text, 'whole seconds, at least one'),
  retries: honoured(z.union([z.int(), z.string()])),
  start_period: honoured(text),
  start_interval: honoured(text),
  disable: honoured(flag),
});

const limits = z.object({ cpus: honoured(scalar), memory: honoured(scalar), pids: honoured(number) });
const reservations = z.object({
  memory: honoured(scalar),
  cpus: honoured(scalar, 'the weight when processors are short'),
  devices: honoured(z.array(deviceRequest)),
  generic_resources: ignored('for swarms'),
});
const deploy = z.object({
  resources: honoured(z.object({ limits: honoured(limits), reservations: honoured(reservations) })),
  replicas: honoured(number, 'see `scale`'),
  mode: ignored('for swarms', ['replicated']),
  labels: ignored('for swarms'),
  endpoint_mode: ignored('for swarms'),
  placement: ignored('a laptop has one node'),
  restart_policy: honoured(restartPolicy),
  rollback_config: ignored('for swarms'),
  update_config: ignored('for swarms'),
});

export const serviceNetwork = z.object({
  aliases: honoured(texts),
  ipv4_address: honoured(text),
  ipv6_address: honoured(text),
  priority: honoured(number, 'the highest is joined first, and has the address of the pod'),
  gw_priority: honoured(number, 'engines from 28 on'),
  interface_name: honoured(text, 'engines from 28 on'),
  link_local_ips: honoured(texts),
  mac_address: honoured(text),
  driver_opts: honoured(pairs),
});

const ulimit = z.union([number, z.object({ soft: number, hard: number })]);
const logging = z.object({ driver: honoured(text), options: honoured(pairs) });
const fileMount = z.object({
  source: honoured(text),
  target: honoured(text),
  uid: honoured(text),
  gid: honoured(text),
  mode: honoured(scalar),
});
const device = z.object({ source: honoured(text), target: honoured(text), permissions: honoured(text) });

/** A service (compose-spec, 05-services.md). */
export const service = z.object({
  image: honoured(text),
  command: honoured(texts),
  entrypoint: honoured(texts),
  environment: honoured(pairs),
  env_file: honoured(z.array(envFile)),
  ports: honoured(z.array(anything)),
  expose: honoured(z.array(anything)),
  volumes: honoured(z.array(anything)),
  tmpfs: honoured(texts),
  healthcheck: approximated(healthcheck, 'a startup probe of a sidecar, a readiness probe of all'),
  depends_on: approximated(
    z.record(z.string(), dependency),
    'orders the containers of a pod, and pods; services that share a pod wait for others together',
  ),
  network_mode: approximated(text, '`service:NAME` makes one pod of both'),
  restart: approximated(text, 'a sidecar is always started again'),
  stop_signal: honoured(text),
  stop_grace_period: approximated(text, 'the longest one of a pod is that of the whole pod'),
  user: honoured(text, 'a name is looked up in the image'),
  group_add: honoured(texts),
  working_dir: honoured(text),
  read_only: honoured(flag),
  cap_add: honoured(texts),
  cap_drop: honoured(texts),
  security_opt: honoured(texts, 'a seccomp profile is read from its file'),
  devices: honoured(z.array(device)),
  device_cgroup_rules: honoured(texts),
  ulimits: honoured(z.record(z.string(), ulimit)),
  init: honoured(flag),
  tty: honoured(flag),
  stdin_open: honoured(flag),
  hostname: honoured(text),
  domainname: honoured(text),
  mac_address: honoured(text),
  extra_hosts: honoured(texts),
  dns: honoured(texts),
  dns_search: honoured(texts),
  dns_opt: honoured(texts),
  sysctls: honoured(pairs),
  shm_size: honoured(scalar, 'the largest one of a pod, whose containers share it'),
  ipc: approximated(
    text,
    '`host`, `container:NAME`; `private`, `shareable` and that of a service of the same pod: its containers share it; others are refused',
  ),
  pid: approximated(
    text,
    '`host`, `container:NAME`; that of a service of the same pod: all containers of the pod share their processes; others are refused',
  ),
  cgroup: honoured(text),
  cgroup_parent: honoured(text),
  runtime: honoured(text),
  storage_opt: honoured(pairs),
  mem_limit: honoured(scalar),
  mem_reservation: honoured(scalar),
  memswap_limit: approximated(scalar, 'without it a container with a limit has no swap'),
  mem_swappiness: honoured(number),
  oom_kill_disable: honoured(flag),
  oom_score_adj: honoured(number),
  pids_limit: honoured(number),
  cpus: honoured(scalar),
  cpu_quota: honoured(number),
  cpu_period: honoured(number),
  cpu_shares: honoured(number),
  cpuset: honoured(text),
  deploy: honoured(deploy),
  configs: honoured(z.array(fileMount)),
  secrets: honoured(z.array(fileMount)),
  networks: honoured(z.record(z.string(), serviceNetwork)),
  links: approximated(texts, 'a name for all pods of the networks, not for this one alone'),
  container_name: approximated(
    text,
    'a name on the networks; the container itself is called by project and pod',
  ),
  labels: honoured(pairs),
  label_file: honoured(texts),
  logging: approximated(
    logging,
    '`json-file` and `local`; others cannot be read back, so `json-file` is used',
  ),
  scale: honoured(number, 'as many pods, which share the service’s name'),
  pull_policy: approximated(text, '`always`, `never`, `build`; else what is missing is pulled or built'),
  pull_refresh_after: approximated(text, 'what is missing is pulled'),
  extends: honoured(anything, 'followed'),
  profiles: honoured(texts),
  'x-outrider': honoured(serviceExtension, 'what Compose has no word for'),
  build: honoured(build, 'the image is built where it is missing, and by `up --build`'),
  annotations: honoured(pairs, 'engines from 24 on'),
  platform: honoured(text),
  gpus: honoured(gpus, 'as far as the engine has a driver for them'),
  pre_start: honoured(
    z.array(preStart),
    'init containers of the pod; they run again when the pod gets a new network namespace',
  ),
  post_start: honoured(z.array(hook)),
  pre_stop: honoured(z.array(hook)),
  uts: honoured(text, '`host`; others are refused'),
  userns_mode: honoured(text, '`host`; others are refused'),
  blkio_config: honoured(blkio),
  cpu_rt_period: honoured(scalar),
  cpu_rt_runtime: honoured(scalar),
  volumes_from: honoured(texts),
  external_links: honoured(texts),
  use_api_socket: honoured(
    flag,
    'the container may then do everything on the engine, and has your credentials',
  ),
  cpu_count: ignored('is for Windows'),
  cpu_percent: ignored('is for Windows'),
  attach: ignored('every container is in the combined log', [true]),
  develop: honoured(develop),
  provider: honoured(
    provider,
    'a program of this machine makes the service; those that depend on it get its variables',
  ),
  models: honoured(z.record(z.string(), serviceModel), 'needs Docker Model Runner when it runs'),
});
export type Service = z.output<typeof service>;

/** Fields without which a service would run, but not as it was meant: no warning is enough. */
export const refused: Readonly<Record<string, string>> = {
  privileged:
    'is not given to any container; name what it needs with `cap_add`, `devices` and `security_opt`',
  credential_spec: 'is for Windows',
  isolation: 'is for Windows',
};

/** Values that change nothing, so that nobody needs to hear of them. */
export const inert: Readonly<Record<string, readonly unknown[]>> = {
  privileged: [false],
  isolation: ['default', ''],
};

export const network = z.object({
  name: honoured(text),
  external: honoured(flag, 'it has to be there, and stays'),
  driver: honoured(text),
  driver_opts: honoured(pairs),
  internal: honoured(flag),
  attachable: honoured(flag),
  enable_ipv6: honoured(flag),
  enable_ipv4: honoured(flag, 'engines from 28 on'),
  ipam: honoured(
    z.object({
      driver: honoured(text),
      config: honoured(
        z.array(
          z.object({
            subnet: honoured(text),
            gateway: honoured(text),
            ip_range: honoured(text),
            aux_addresses: honoured(pairs),
          }),
        ),
      ),
      options: honoured(pairs),
    }),
  ),
  labels: honoured(pairs),
});
export type ComposeNetwork = z.output<typeof network>;

export const volume = z.object({
  name: honoured(text),
  external: honoured(flag, 'it has to be there, and stays'),
  driver: honoured(text),
  driver_opts: honoured(pairs),
  labels: honoured(pairs),
});

export const dataSource = z.object({
  name: ignored('the pods have the content itself'),
  file: honoured(text),
  environment: honoured(text),
  content: honoured(text),
  external: honoured(flag, 'refused: an engine keeps none'),
  labels: ignored('for swarms'),
  driver: ignored('for swarms'),
  driver_opts: ignored('for swarms'),
  template_driver: ignored('for swarms'),
});

/** The whole file (compose-spec, 04-version-and-name.md and on). */
export const composeFile = z.object({
  services: honoured(z.record(z.string(), service)),
  volumes: honoured(z.record(z.string(), volume), 'those without a name are the project’s own'),
  include: honoured(anything, 'followed'),
  name: approximated(text, 'the project, unless `--project-name` names it'),
  version: approximated(scalar, 'means nothing any more'),
  networks: honoured(z.record(z.string(), network)),
  configs: honoured(z.record(z.string(), dataSource)),
  secrets: honoured(z.record(z.string(), dataSource), 'kept in memory'),
  models: honoured(z.record(z.string(), model), 'served by Docker Model Runner'),
  'x-outrider': honoured(fileExtension, 'for every pod'),
});
export type ComposeFile = z.output<typeof composeFile>;
