import type Dockerode from 'dockerode';
import type { Container, Pod, PodField } from '../../pod/model.ts';
import { withPodFields } from '../../pod/pod-fields.ts';
import { apiVariables } from '../../pod/service-variables.ts';
import type { ClusterIPs } from '../../services/cluster-ip.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { engineHostConfig, logConfig } from './engine-host-config.ts';
import { containerLabels, type Owner } from './labels.ts';
import { containerMounts, type Mountpoints } from './mounts.ts';
import { terminationLogMount } from './termination-log.ts';

/** What the body depends on besides the container itself. */
export interface BodyContext {
  readonly owner: Owner;
  readonly attempt: number;
  readonly specHash: string;
  /** Id of the holder. */
  readonly sandbox: string;
  /** The image's name as the engine knows it. */
  readonly image: string;
  /** `USER` of the image; empty for root. */
  readonly imageUser: string;
  readonly podIP?: string;
  readonly hostIP?: string;
  /** The variables of Services; those of the container win. */
  readonly serviceVariables?: ReadonlyMap<string, string>;
  /** The addresses of Services, by `NAMESPACE/NAME`. */
  readonly clusterIPs?: ClusterIPs;
  readonly mountpoints: Mountpoints | 'engine';
}

/**
 * One instance of a container, as the engine's `POST /containers/create` takes it. It shares the holder's network (hence
 * no hostname, DNS, hosts or ports of its own: the engine refuses them) and, as in Kubernetes, its System V IPC.
 */
export function createBody(wanted: Container, context: BodyContext): Dockerode.ContainerCreateOptions {
  const { owner, attempt, specHash } = context;
  const container = inThisPod(wanted, context);
  return {
    Image: context.image,
    Labels: { ...container.engine?.labels, ...containerLabels(owner, container, attempt, specHash) },
    ...commandLine(container),
    Env: environmentOf(container, owner.pod, context.serviceVariables),
    ...present('User', userOf(container, owner.pod, context.imageUser)),
    ...present('WorkingDir', container.workingDir),
    ...present('StopSignal', container.stopSignal),
    ...present('platform', container.engine?.platform),
    Tty: container.tty,
    OpenStdin: container.stdin,
    // Kubernetes knows no HEALTHCHECK; left on, the engine would run it beside the probes.
    Healthcheck: { Test: ['NONE'] },
    HostConfig: hostConfig(container, context),
  };
}

function hostConfig(container: Container, context: BodyContext): Dockerode.HostConfig {
  const { owner, sandbox, mountpoints } = context;
  const { mounts, binds, tmpfs } = containerMounts(owner, container.volumeMounts, mountpoints);
  const log = terminationLogMount(owner, container, mountpoints);
  return {
    NetworkMode: `container:${sandbox}`,
    IpcMode: `container:${sandbox}`,
    ...engineHostConfig(container.engine ?? {}),
    ...(owner.pod.shareProcessNamespace && { PidMode: `container:${sandbox}` }),
    // A restart is a new container; and the image's own PID 1 is what runs in a cluster, too.
    RestartPolicy: { Name: '' },
    Init: container.engine?.init ?? false,
    LogConfig: logConfig(container.engine ?? {}),
    GroupAdd: [...groupsOf(owner.pod), ...(container.engine?.groups ?? [])],
    ...security(container),
    ...resources(container),
    Mounts: [...mounts, ...log.mounts],
    Binds: [...binds, ...log.binds],
    ...(Object.keys(tmpfs).length > 0 && { Tmpfs: { ...tmpfs } }),
  };
}

/**
 * Kubernetes' `command` is Docker's entrypoint and `args` its command; `command` alone also drops the image's CMD
 * (kubernetes.io, "Define a command and arguments": the table at its end).
 */
function commandLine({
  command,
  args,
  engine,
}: Container): Pick<Dockerode.ContainerCreateOptions, 'Entrypoint' | 'Cmd'> {
  if (engine?.noEntrypoint && !command?.length)
    return { Entrypoint: [], ...(args?.length && { Cmd: [...args] }) };
  if (command?.length) return { Entrypoint: [...command], Cmd: [...(args ?? [])] };
  return args?.length ? { Cmd: [...args] } : {};
}

/** Fills in what only the running pod knows, in variables and wherever a command line refers to them. */
function inThisPod(container: Container, { podIP, hostIP, clusterIPs = new Map() }: BodyContext): Container {
  const services = [...clusterIPs].map(([key, ip]) => [`service.${key}`, ip] as const);
  const values: Readonly<Partial<Record<PodField, string>>> = {
    ...Object.fromEntries(services),
    ...(podIP !== undefined && { 'status.podIP': podIP }),
    ...(hostIP !== undefined && { 'status.hostIP': hostIP }),
  };
  const missing = container.env.find(
    (variable) => 'podField' in variable && values[variable.podField] === undefined,
  );
  if (missing && 'podField' in missing)
    throw new EngineError(
      'engine',
      `container ${container.name} wants ${missing.podField} in ${missing.name} before the pod has its address`,
    );
  return withPodFields(container, values);
}

/** Source: kubernetes `pkg/kubelet/kubelet_pods.go`, makeEnvironmentVariables: what the manifest says wins. */
function environmentOf(
  { env }: Container,
  pod: Pod,
  services: ReadonlyMap<string, string> = new Map(),
): string[] {
  const own = env.map((variable) => [variable.name, 'value' in variable ? variable.value : ''] as const);
  return [...new Map([...services, ...apiVariables(pod), ...own])].map(([name, value]) => `${name}=${value}`);
}

/** The proxy always runs under the ids that the capture rules exempt; what its image says is never trusted. */
function userOf(container: Container, pod: Pod, imageUser: string): string | undefined {
  if (pod.capture && pod.capture.mode !== 'NONE' && pod.capture.proxy === container.name) {
    return `${pod.capture.proxyUid}:${pod.capture.proxyGid}`;
  }
  const user = container.securityContext.runAsUser ?? pod.securityContext.runAsUser;
  const group = container.securityContext.runAsGroup ?? pod.securityContext.runAsGroup;
  if (user === undefined && group === undefined) return container.engine?.user;
  if (group === undefined) return String(user);
  return `${user ?? (imageUser.split(':')[0] || '0')}:${group}`;
}

function groupsOf({ securityContext: { supplementalGroups, fsGroup } }: Pod): string[] {
  const groups = fsGroup === undefined ? supplementalGroups : [...supplementalGroups, fsGroup];
  return [...new Set(groups)].map(String);
}

/** The capabilities to start from are the same in both worlds: containerd's default set is Docker's. */
function security({ securityContext, engine }: Container): Dockerode.HostConfig {
  const locked = securityContext.allowPrivilegeEscalation ? [] : ['no-new-privileges'];
  const options = [...locked, ...(engine?.securityOptions ?? [])];
  return {
    CapAdd: [...securityContext.capabilitiesAdd],
    CapDrop: [...securityContext.capabilitiesDrop],
    ReadonlyRootfs: securityContext.readOnlyRootFilesystem,
    ...(options.length > 0 && { SecurityOpt: options }),
  };
}

const cpuPeriodMicros = 100_000;
/** The kernel's least quota is 1 ms (kubelet, `MilliCPUToQuota`). */
const leastQuotaMicros = 1_000;

/**
 * A quota instead of `NanoCpus`, which the engine refuses when it is more than the machine has; in Kubernetes such a limit
 * merely has no effect. Swap is ruled out, as in a cluster.
 */
function resources({
  resources: { memoryBytes, nanoCpus, cpuShares },
  engine,
}: Container): Dockerode.HostConfig {
  const swap = engine?.memorySwapBytes ?? memoryBytes;
  return {
    ...(memoryBytes !== undefined && { Memory: memoryBytes }),
    ...(swap !== undefined && { MemorySwap: swap }),
    ...(cpuShares !== undefined && { CpuShares: cpuShares }),
    ...(nanoCpus !== undefined && {
      CpuPeriod: cpuPeriodMicros,
      CpuQuota: Math.max(leastQuotaMicros, Math.round((nanoCpus / 1e9) * cpuPeriodMicros)),
    }),
  };
}

function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
