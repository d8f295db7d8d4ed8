import { expect, it } from '@jest/globals';
import { composeTable } from '../../../../src/manifest/compose/table.ts';

/** The keys of the schema of the Compose specification, by the section of the table that has them; what is refused is in one of its own. */
const keys: Readonly<Record<string, string>> = {
  'The file': `configs include name networks secrets version volumes`,
  'A network': `attachable driver driver_opts enable_ipv4 enable_ipv6 external internal ipam labels name`,
  'A volume': `driver driver_opts external labels name`,
  'A config or a secret': `content driver driver_opts environment external file labels name template_driver`,
  'A network of a service': `aliases driver_opts gw_priority interface_name ipv4_address ipv6_address link_local_ips mac_address priority`,
  'What a service depends on': `condition required restart`,
  'A service': `annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_start pre_stop privileged profiles provider pull_policy pull_refresh_after read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir healthcheck.disable healthcheck.interval healthcheck.retries healthcheck.start_interval healthcheck.start_period healthcheck.test healthcheck.timeout build.additional_contexts build.args build.cache_from build.cache_to build.context build.dockerfile build.dockerfile_inline build.entitlements build.extra_hosts build.isolation build.labels build.network build.no_cache build.no_cache_filter build.platforms build.privileged build.provenance build.pull build.sbom build.secrets build.shm_size build.ssh build.tags build.target build.ulimits deploy.endpoint_mode deploy.labels deploy.mode deploy.placement deploy.replicas deploy.resources deploy.restart_policy deploy.rollback_config deploy.update_config post_start[].command post_start[].environment post_start[].privileged post_start[].user post_start[].working_dir`,
};

function rowsOf(title: string): readonly string[] {
  const section = composeTable()
    .split(/^### /m)
    .find((one) => one.startsWith(`${title}\n`));
  return [...(section ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(([, path = '']) =>
    path.replace(/\[\]$/, ''),
  );
}

it.each(Object.entries(keys))('every key of the specification has a row: %s', (title, names) => {
  const rows = new Set([...rowsOf(title), ...(title === 'A service' ? rowsOf('Refused') : [])]);
  expect(names.split(/\s+/).filter((name) => !rows.has(name))).toEqual([]);
});
