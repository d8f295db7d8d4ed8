import type { ContainerEngineOptions, EngineLogging } from '../../../pod/engine-options.ts';
import { error, type Path, type Problem, warning } from '../../problem.ts';
import { buildOf } from '../build.ts';
import type { Member } from '../groups.ts';
import { imageHealthcheck } from '../healthcheck.ts';
import { policyOf, restartLimit } from '../restart.ts';
import type { ComposeFile, Service } from '../schema.ts';
import { parseSeconds } from '../seconds.ts';
import { watchOf } from '../watch.ts';
import { blockIo } from './block-io.ts';
import { deviceRequests } from './device-requests.ts';
import { hookSteps } from './hooks.ts';
import { said } from './said.ts';
import { sizeOf } from './size.ts';
import { ulimitsOf } from './ulimits.ts';

/** What a service asks of the engine beyond Kubernetes' words. Problems go to `problems`. */
export function containerEngine(
  member: Member,
  file: ComposeFile,
  problems: Problem[],
): ContainerEngineOptions {
  const { name, service } = member;
  const at: Path = ['services', name];
  const health = imageHealthcheck(member, problems);
  const bytes = (key: 'mem_reservation' | 'memswap_limit', value: unknown = service[key]) =>
    value === undefined ? undefined : sizeOf(value, [...at, key], problems);
  const { reservations, limits } = service.deploy?.resources ?? {};
  const options: ContainerEngineOptions = said({
    user: isNumeric(service.user) ? undefined : service.user,
    groups: service.group_add,
    noEntrypoint: service.entrypoint?.length === 0 ? true : undefined,
    init: service.init,
    devices: devicesOf(service),
    deviceCgroupRules: service.device_cgroup_rules,
    securityOptions: service.security_opt,
    ulimits: ulimitsOf(service.ulimits),
    labels: labelsOf(service, at, problems),
    platform: service.platform,
    deviceRequests: deviceRequests(service),
    annotations: service.annotations,
    restartLimit: restartLimit(service),
    postStart: hookSteps(service.post_start, [...at, 'post_start'], problems),
    preStop: hookSteps(service.pre_stop, [...at, 'pre_stop'], problems),
    ipc: elsewhere(service.ipc),
    volumesFrom: volumesFrom(service, at, problems),
    apiSocket: service.use_api_socket || undefined,
    uts: hostOnly('uts', service, at, problems),
    userns: hostOnly('userns_mode', service, at, problems),
    blockIo: blockIo(service.blkio_config, [...at, 'blkio_config'], problems),
    cpuRealtimePeriod: microseconds('cpu_rt_period', service, at, problems),
    cpuRealtimeRuntime: microseconds('cpu_rt_runtime', service, at, problems),
    runtime: service.runtime,
    pid: elsewhere(service.pid),
    cgroup: cgroupOf(service, at, problems),
    cgroupParent: service.cgroup_parent,
    memoryReservationBytes: bytes('mem_reservation', reservations?.memory ?? service.mem_reservation),
    memorySwapBytes: Number(service.memswap_limit) === -1 ? -1 : bytes('memswap_limit'),
    memorySwappiness: service.mem_swappiness,
    pids: limits?.pids ?? service.pids_limit,
    cpuset: service.cpuset,
    oomScoreAdj: service.oom_score_adj,
    oomKillDisable: service.oom_kill_disable,
    storageOptions: service.storage_opt,
    startPeriodSeconds: parseSeconds(service.healthcheck?.start_period ?? '') || undefined,
    failsPod: failsPod(member),
    logging: loggingOf(service, at, problems),
    build: buildOf(name, service, file, problems),
    watch: watchOf(name, service, problems),
  });
  return { ...options, ...(health && { imageHealthcheck: health }) };
}

/** What others of its pod wait for is tried again only where the file says so. */
function failsPod({ service, role, gates }: Member): ContainerEngineOptions['failsPod'] {
  const isTriedAgain = policyOf(service) !== 'Never';
  if (role === 'init') return isTriedAgain ? undefined : 'exit';
  if (role !== 'sidecar' || !gates) return undefined;
  return isTriedAgain ? 'unhealthy' : 'exit';
}

/** A namespace that is not the pod's. */
function elsewhere(given: string | undefined): ContainerEngineOptions['pid'] {
  return given === 'host' || given?.startsWith('container:') ? (given as 'host') : undefined;
}

/** `UID[:GID]`, for which Kubernetes has words. */
export function isNumeric(user: string | undefined): boolean {
  return user === undefined || /^\d+(?::\d+)?$/.test(user);
}

function devicesOf({ devices = [] }: Service): ContainerEngineOptions['devices'] {
  return devices.map(({ source = '', target = source, permissions = 'rwm' }) => ({
    source,
    target,
    permissions,
  }));
}

/** What of `volumes_from` no service of the file has (`joined-services.ts`). */
function volumesFrom({ volumes_from: given = [] }: Service, at: Path, problems: Problem[]) {
  return given.flatMap((one, index) => {
    const container = /^container:(.+)$/.exec(one)?.[1];
    if (container !== undefined) return [container];
    const message = `there is no service ${one.split(':')[0]}`;
    problems.push(error('missing-reference', [...at, 'volumes_from', index], message));
    return [];
  });
}

function labelsOf({ labels }: Service, at: Path, problems: Problem[]) {
  for (const name of Object.keys(labels ?? {}).filter((one) => one.startsWith('dev.outrider.')))
    problems.push(
      error('compose', [...at, 'labels', name], 'labels of dev.outrider. are Outrider’s own', { on: 'key' }),
    );
  return labels;
}

function hostOnly(
  key: 'uts' | 'userns_mode',
  { [key]: given }: Service,
  at: Path,
  problems: Problem[],
): 'host' | undefined {
  if (given === undefined || given === '' || given === 'host') return given || undefined;
  problems.push(error('compose', [...at, key], `needs host, found ${given}`));
  return undefined;
}

/** A number is in microseconds; a text is a duration. */
function microseconds(
  key: 'cpu_rt_period' | 'cpu_rt_runtime',
  { [key]: given }: Service,
  at: Path,
  problems: Problem[],
): number | undefined {
  if (given === undefined) return undefined;
  const number = Number(given);
  const seconds = Number.isNaN(number) ? parseSeconds(String(given)) : number / 1e6;
  if (seconds === undefined)
    problems.push(error('compose', [...at, key], `needs microseconds or a duration, found ${given}`));
  return seconds === undefined ? undefined : Math.round(seconds * 1e6);
}

function cgroupOf({ cgroup }: Service, at: Path, problems: Problem[]): 'host' | 'private' | undefined {
  if (cgroup === undefined || cgroup === 'host' || cgroup === 'private') return cgroup;
  problems.push(error('compose', [...at, 'cgroup'], `needs host or private, found ${cgroup}`));
  return undefined;
}

/** Other drivers keep the lines where nobody can read them back. */
function loggingOf({ logging }: Service, at: Path, problems: Problem[]): EngineLogging | undefined {
  if (logging === undefined) return undefined;
  const { driver = 'json-file', options = {} } = logging;
  if (driver === 'json-file' || driver === 'local') return { driver, options };
  const message = `ignored here: the log driver ${driver}, as its lines cannot be read back; json-file is used`;
  problems.push(warning('compose', [...at, 'logging'], message, { on: 'key', bare: true }));
  return undefined;
}
