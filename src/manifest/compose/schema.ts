import * as z from 'zod';
import { approximated, honoured, ignored } from '../schema/fidelity.ts';
import { flag, text, texts } from '../schema/scalars.ts';

/** What one writes as a number, and another as text. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** Read by code of its own, which knows every form that the specification allows. */
const anything = z.unknown();
/** The forms are those of `canonical/`, so that each field has one. */
const pairs = z.record(z.string(), z.string());

const dependency = z.object({
  condition: honoured(
    z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
    'within a pod',
  ),
  required: honoured(flag),
  restart: ignored('a pod is started again as a whole', [false]),
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

const limits = z.object({ cpus: honoured(scalar), memory: honoured(scalar), pids: ignored('not limited') });
const deploy = z.object({
  resources: honoured(
    z.object({ limits: honoured(limits), reservations: ignored('a laptop reserves nothing') }),
  ),
  replicas: ignored('a service is one pod', [1]),
  mode: ignored('a service is one pod', ['replicated']),
  labels: ignored('for swarms'),
  endpoint_mode: ignored('for swarms'),
  placement: ignored('for swarms'),
  restart_policy: ignored('`restart` is used'),
  rollback_config: ignored('for swarms'),
  update_config: ignored('for swarms'),
});

const ONE_NETWORK = 'all pods of a project share one network';
const BY_ENGINE = 'what the engine does by default';

/** `x-outrider` of a service: what Compose has no word for. */
const extension = z.object({
  role: honoured(z.enum(['app', 'sidecar', 'init']), 'instead of what is concluded'),
  capture: honoured(
    z.union([z.string(), z.record(z.string(), anything)]),
    'as the annotation `outrider.dev/capture`',
  ),
});

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
    'orders the containers of one pod; pods start side by side',
  ),
  network_mode: approximated(text, '`service:NAME` makes one pod of both'),
  restart: approximated(text, 'without a limit of tries; a sidecar is always started again'),
  stop_signal: honoured(text),
  stop_grace_period: approximated(text, 'the longest one of a pod is that of the whole pod'),
  user: approximated(text, 'numbers only'),
  working_dir: honoured(text),
  read_only: honoured(flag),
  cap_add: honoured(texts),
  cap_drop: honoured(texts),
  privileged: honoured(flag),
  tty: honoured(flag),
  stdin_open: honoured(flag),
  hostname: honoured(text),
  extra_hosts: honoured(texts),
  dns: honoured(texts),
  dns_search: honoured(texts),
  sysctls: honoured(pairs),
  mem_limit: honoured(scalar),
  cpus: honoured(scalar),
  deploy: honoured(deploy),
  pull_policy: approximated(text, '`always`, `never`, else what is missing is pulled'),
  profiles: honoured(texts),
  'x-outrider': honoured(extension, 'what Compose has no word for'),
  build: approximated(anything, 'the image named beside it is used, and has to be there'),
  container_name: ignored('a pod’s containers are named by project, pod and service'),
  networks: ignored(ONE_NETWORK, [{ default: null }, { default: {} }]),
  links: ignored(ONE_NETWORK),
  external_links: ignored(ONE_NETWORK),
  labels: ignored('labels of a container'),
  label_file: ignored('labels of a container'),
  annotations: ignored('for the runtime'),
  logging: ignored('the combined log reads what the engine keeps'),
  init: ignored('the program is PID 1, as on a cluster', [true, false]),
  platform: ignored(BY_ENGINE),
  runtime: ignored(BY_ENGINE),
  scale: ignored('a service is one pod', [1]),
  attach: ignored('every container is in the combined log', [true]),
  develop: ignored('for `compose watch`'),
  mem_reservation: ignored('a laptop reserves nothing'),
  memswap_limit: ignored(BY_ENGINE),
  ulimits: ignored(BY_ENGINE),
  shm_size: ignored(BY_ENGINE),
  pids_limit: ignored(BY_ENGINE),
  oom_score_adj: ignored(BY_ENGINE),
  security_opt: ignored(BY_ENGINE),
  cgroup: ignored(BY_ENGINE),
  cgroup_parent: ignored(BY_ENGINE),
  domainname: ignored('a pod has a host name only'),
  dns_opt: ignored('the engine’s options are used'),
  mac_address: ignored('the engine chooses it'),
});
export type Service = z.output<typeof service>;

/** Fields without which a service would run, but not as it was meant: no warning is enough. */
export const refused: Readonly<Record<string, string>> = {
  configs: 'is not read; mount the file with `volumes`',
  secrets: 'is not read; mount the file with `volumes`',
  devices: 'is not passed on',
  device_cgroup_rules: 'is not passed on',
  gpus: 'is not passed on',
  group_add: 'is not passed on',
  volumes_from: 'is not followed; name the volumes',
  pid: 'is not passed on; a pod has its own namespaces',
  ipc: 'is not passed on; a pod has its own namespaces',
  uts: 'is not passed on; a pod has its own namespaces',
  userns_mode: 'is not passed on; the engine decides on user namespaces',
  post_start: 'is not run',
  pre_stop: 'is not run',
  pre_start: 'is not run',
  provider: 'is no container',
  models: 'is not followed',
  credential_spec: 'is for Windows',
  isolation: 'is for Windows',
};

/** The same of the whole file. */
export const refusedInFile: Readonly<Record<string, string>> = {
  models: 'is not followed',
};

/** The whole file (compose-spec, 04-version-and-name.md and on). */
export const composeFile = z.object({
  services: honoured(z.record(z.string(), service)),
  volumes: honoured(z.record(z.string(), anything), 'kept in the project’s own volumes'),
  name: approximated(text, 'the project, unless `--project-name` names it; not with variables in it'),
  version: approximated(scalar, 'means nothing any more'),
  networks: ignored(ONE_NETWORK, [{}, { default: null }, { default: {} }]),
  configs: ignored('services that use one are refused'),
  secrets: ignored('services that use one are refused'),
});
export type ComposeFile = z.output<typeof composeFile>;
