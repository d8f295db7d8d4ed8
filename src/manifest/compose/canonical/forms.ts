import { patterns } from '../tree/pattern.ts';
import { healthTest, words } from './commands.ts';
import type { Form } from './form.ts';
import { dependencies, device, each, envFiles, hosts, maybeExternal, names, shortFor } from './mappings.ts';
import { mounts } from './mounts.ts';
import { exposed, ports } from './ports.ts';
import { asNumber, asSwitch, asText, labels, listOfTexts, pairs, texts } from './scalars.ts';

function of(form: Form, paths: readonly string[]): Readonly<Record<string, Form>> {
  return Object.fromEntries(paths.map((path) => [path, form]));
}

const service = (form: Form, fields: string): Readonly<Record<string, Form>> =>
  of(
    form,
    fields
      .trim()
      .split(/\s+/)
      .map((field) => `services.*.${field}`),
  );

const anyResource = (form: Form, field: string): Readonly<Record<string, Form>> =>
  of(
    form,
    ['networks', 'volumes', 'secrets', 'configs'].map((kind) => `${kind}.*${field}`),
  );

/** The long form of every field that has a short one, or is written as another type. */
export const forms = patterns<Form>({
  ...service(pairs, 'environment sysctls storage_opt logging.options'),
  ...service(labels, 'labels annotations deploy.labels'),
  ...service(
    pairs,
    'post_start.*.environment pre_stop.*.environment pre_start.*.environment develop.watch.*.exec.environment',
  ),
  ...service(
    pairs,
    'build.args build.labels build.additional_contexts volumes.*.volume.labels networks.*.driver_opts gpus.*.options deploy.resources.reservations.devices.*.options',
  ),
  ...service(texts, 'dns dns_opt dns_search tmpfs label_file develop.watch.*.ignore develop.watch.*.include'),
  ...service(
    listOfTexts,
    'cap_add cap_drop security_opt group_add links external_links profiles volumes_from device_cgroup_rules',
  ),
  ...service(
    listOfTexts,
    'networks.*.aliases networks.*.link_local_ips build.tags build.cache_from build.cache_to build.ssh build.platforms',
  ),
  ...service(
    words,
    'command entrypoint post_start.*.command pre_stop.*.command pre_start.*.command develop.watch.*.exec.command',
  ),
  ...service(healthTest, 'healthcheck.test'),
  ...service(hosts, 'extra_hosts build.extra_hosts'),
  ...service(dependencies, 'depends_on'),
  ...service(names, 'networks models'),
  ...service(envFiles, 'env_file'),
  ...service(each(device), 'devices'),
  ...service(each(shortFor('source')), 'secrets configs build.secrets'),
  ...service(texts, 'provider.options.*'),
  ...service(ports, 'ports'),
  ...service(exposed, 'expose'),
  ...service(mounts, 'volumes'),
  ...service(shortFor('context'), 'build'),
  ...service(shortFor('service'), 'extends'),
  ...service(
    asText,
    `image container_name hostname domainname user working_dir restart stop_signal platform runtime cpuset mem_limit
    mem_reservation memswap_limit shm_size cgroup_parent mac_address pid ipc uts network_mode pull_policy provider.type models.*.endpoint_var models.*.model_var`,
  ),
  ...service(
    asText,
    'build.context build.dockerfile build.target build.network build.shm_size ports.*.published secrets.*.uid secrets.*.gid configs.*.uid configs.*.gid post_start.*.user pre_stop.*.user pre_start.*.user pre_start.*.image develop.watch.*.exec.user',
  ),
  ...service(asText, 'deploy.resources.limits.cpus deploy.resources.limits.memory'),
  ...service(asText, 'deploy.resources.reservations.cpus deploy.resources.reservations.memory'),
  ...service(
    asSwitch,
    `init privileged read_only stdin_open tty oom_kill_disable attach depends_on.*.required depends_on.*.restart
    healthcheck.disable post_start.*.privileged pre_stop.*.privileged pre_start.*.privileged pre_start.*.per_replica build.no_cache build.pull env_file.*.required volumes.*.read_only volumes.*.volume.nocopy volumes.*.bind.create_host_path
    use_api_socket develop.watch.*.initial_sync develop.watch.*.exec.privileged`,
  ),
  ...service(
    asNumber,
    `cpus cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares oom_score_adj pids_limit
    mem_swappiness scale healthcheck.retries ports.*.target ulimits.* ulimits.*.soft ulimits.*.hard deploy.replicas
    deploy.resources.limits.pids deploy.restart_policy.max_attempts networks.*.priority networks.*.gw_priority`,
  ),
  ...anyResource(maybeExternal, ''),
  ...anyResource(asText, '.name'),
  ...anyResource(asSwitch, '.external'),
  ...anyResource(labels, '.labels'),
  ...anyResource(pairs, '.driver_opts'),
  ...of(
    asSwitch,
    ['internal', 'attachable', 'enable_ipv4', 'enable_ipv6'].map((field) => `networks.*.${field}`),
  ),
  'configs.*.content': asText,
  'models.*.model': asText,
  'models.*.name': asText,
  'models.*.context_size': asNumber,
  'models.*.runtime_flags': listOfTexts,
  'networks.*.ipam.options': pairs,
  name: asText,
  version: asText,
});
