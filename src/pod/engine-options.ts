import type { ExecStep } from './exec-options.ts';
import type { FileWatch } from './file-watch.ts';
import type { HealthTimes } from './health-check.ts';
import type { ImageBuild } from './image-build.ts';

/**
 * What a container engine knows and a Kubernetes pod has no word for: Compose files need it, and the annotation
 * `outrider.dev/engine` carries it. Names and meanings are those of `docker run`; bytes are bytes.
 */
export interface EngineOptions extends PodEngineOptions {
  /** By the name of the container. */
  readonly containers?: Readonly<Record<string, ContainerEngineOptions>> | undefined;
  /** By the name of the pod's volume. */
  readonly volumes?: Readonly<Record<string, VolumeEngineOptions>> | undefined;
}

/** Of the pod's own namespaces. */
export interface PodEngineOptions {
  /** A host name that is no DNS label. */
  readonly hostname?: string | undefined;
  readonly domainname?: string | undefined;
  readonly macAddress?: string | undefined;
  /** The size of `/dev/shm`, which the containers of a pod share. */
  readonly shmBytes?: number | undefined;
  /** Further names on the pod's networks; they need not be DNS labels. */
  readonly aliases?: readonly string[] | undefined;
  /** What the pod calls containers that others made on its networks, as `NAME:ALIAS`. */
  readonly links?: readonly string[] | undefined;
  /** The networks that the pod is on, the first one with its address; without any it is on that of the project. */
  readonly networks?: readonly PodEngineNetwork[] | undefined;
  /** Ports of a range from which the engine chooses, by `PORT/protocol` of the container. */
  readonly portRanges?: Readonly<Record<string, string>> | undefined;
}

export interface PodEngineNetwork {
  /** As the files call it; absent for the network of the project. */
  readonly key?: string | undefined;
  /** As the engine calls it; absent for one that is named after project and key. */
  readonly name?: string | undefined;
  /** Whether somebody else made it: it must be there, and stays. */
  readonly external?: boolean | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly ipv4Address?: string | undefined;
  readonly ipv6Address?: string | undefined;
  readonly linkLocalIps?: readonly string[] | undefined;
  readonly macAddress?: string | undefined;
  /** For the driver of the network, about this pod. */
  readonly endpointOptions?: Readonly<Record<string, string>> | undefined;
  /** The network with the highest one has the default gateway; engines from 28 on. */
  readonly gatewayPriority?: number | undefined;
  /** What it is made with. */
  readonly driver?: string | undefined;
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
  readonly internal?: boolean | undefined;
  readonly attachable?: boolean | undefined;
  readonly ipv6?: boolean | undefined;
  /** Engines from 28 on. */
  readonly ipv4?: boolean | undefined;
  readonly ipamDriver?: string | undefined;
  readonly ipamOptions?: Readonly<Record<string, string>> | undefined;
  readonly subnets?: readonly EngineSubnet[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

interface EngineSubnet {
  readonly subnet?: string | undefined;
  readonly gateway?: string | undefined;
  readonly ipRange?: string | undefined;
  /** Addresses that no pod gets, by a name. */
  readonly reserved?: Readonly<Record<string, string>> | undefined;
}

export interface ContainerEngineOptions {
  /** `NAME[:GROUP]`, which the engine looks up in the image; `runAsUser` and `runAsGroup` win over it. */
  readonly user?: string | undefined;
  /** Further groups, by name or number. */
  readonly groups?: readonly string[] | undefined;
  /** The entry point of the image is left out. */
  readonly noEntrypoint?: boolean | undefined;
  /** The engine's init is process 1. */
  readonly init?: boolean | undefined;
  readonly devices?: readonly EngineDevice[] | undefined;
  readonly deviceCgroupRules?: readonly string[] | undefined;
  readonly securityOptions?: readonly string[] | undefined;
  readonly ulimits?: readonly EngineUlimit[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly runtime?: string | undefined;
  /** Of the image, such as `linux/arm64`. */
  readonly platform?: string | undefined;
  readonly deviceRequests?: readonly EngineDeviceRequest[] | undefined;
  /** For the runtime. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** How often it is started again under `OnFailure`; absent for without end. */
  readonly restartLimit?: number | undefined;
  readonly postStart?: readonly ExecStep[] | undefined;
  readonly preStop?: readonly ExecStep[] | undefined;
  /** Those of the engine's machine, or of a container that others made. */
  readonly ipc?: 'host' | `container:${string}` | undefined;
  readonly uts?: 'host' | undefined;
  readonly userns?: 'host' | undefined;
  readonly blockIo?: EngineBlockIo | undefined;
  /** Microseconds. */
  readonly cpuRealtimePeriod?: number | undefined;
  readonly cpuRealtimeRuntime?: number | undefined;
  readonly pid?: 'host' | `container:${string}` | undefined;
  /** Containers that others made, whose volumes it has, as `NAME[:ro]`. */
  readonly volumesFrom?: readonly string[] | undefined;
  /** It has the socket of the engine, and the user's credentials for registries. */
  readonly apiSocket?: boolean | undefined;
  readonly cgroup?: 'host' | 'private' | undefined;
  readonly cgroupParent?: string | undefined;
  readonly memoryReservationBytes?: number | undefined;
  /** Memory and swap together; -1 for no limit. */
  readonly memorySwapBytes?: number | undefined;
  readonly memorySwappiness?: number | undefined;
  readonly pids?: number | undefined;
  /** Processors that it may run on, such as `0-1`. */
  readonly cpuset?: string | undefined;
  readonly oomScoreAdj?: number | undefined;
  readonly oomKillDisable?: boolean | undefined;
  readonly storageOptions?: Readonly<Record<string, string>> | undefined;
  /** Its image is built here, where it is missing or that is asked for. */
  readonly build?: ImageBuild | undefined;
  /** What is done when files of this machine change, by `up --watch`. */
  readonly watch?: readonly FileWatch[] | undefined;
  /** The engine's id of the image that was built: another one means another container. */
  readonly imageId?: string | undefined;
  /** The file leaves the health check to the image, whose `HEALTHCHECK` becomes its probes. */
  readonly imageHealthcheck?: ImageHealthcheck | undefined;
  /** Failures of its readiness probe count only so many seconds after its start, or once it has succeeded: Docker's start period. */
  readonly startPeriodSeconds?: number | undefined;
  /**
   * The pod fails instead of trying again when this container, which others of the pod wait for, turns unhealthy before it
   * has let them go; `exit`: or ends before.
   */
  readonly failsPod?: 'unhealthy' | 'exit' | undefined;
  /** Of the drivers whose logs can be read back. */
  readonly logging?: EngineLogging | undefined;
}

/** A container whose file leaves its health check to the image, and the times that the file says all the same. */
export interface ImageHealthcheck extends HealthTimes {
  /** Others of its pod start when it is healthy. */
  readonly gates?: boolean | undefined;
  /** Somebody waits until it is healthy, in this pod or another one. */
  readonly awaited?: boolean | undefined;
}

interface EngineDevice {
  readonly source: string;
  readonly target: string;
  /** `r`, `w` and `m`. */
  readonly permissions: string;
}

/** Devices that a driver of the engine hands out, such as GPUs. */
export interface EngineDeviceRequest {
  readonly driver?: string | undefined;
  /** -1 for all of them. */
  readonly count?: number | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly capabilities: readonly string[];
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** Weights, and limits by the path of a device: bytes or operations a second. */
export interface EngineBlockIo {
  readonly weight?: number | undefined;
  readonly weightDevice?: readonly { readonly path: string; readonly weight: number }[] | undefined;
  readonly readBytes?: readonly EngineRate[] | undefined;
  readonly readOperations?: readonly EngineRate[] | undefined;
  readonly writeBytes?: readonly EngineRate[] | undefined;
  readonly writeOperations?: readonly EngineRate[] | undefined;
}

interface EngineRate {
  readonly path: string;
  readonly rate: number;
}

interface EngineUlimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

export interface EngineLogging {
  readonly driver: 'json-file' | 'local';
  readonly options: Readonly<Record<string, string>>;
}

export interface VolumeEngineOptions {
  /** As the engine calls it. */
  readonly name?: string | undefined;
  /** Whether somebody else made it: it must be there, and stays. */
  readonly external?: boolean | undefined;
  /** An empty volume is filled with what the image has at the place where it is mounted. */
  readonly copyFromImage?: boolean | undefined;
  /** The permissions of its root where it is not filled from the image; 0777 when left out. */
  readonly mode?: number | undefined;
  /** Each mount is a tmpfs of its own, which ends with its container: options as mount(8) takes them, which may be empty. */
  readonly tmpfs?: string | undefined;
  /** How mounts below a folder of the machine spread, such as `rslave`. */
  readonly propagation?: string | undefined;
  /** A folder of the machine gets a label that containers share (`z`), or one of its own (`Z`). */
  readonly selinux?: 'z' | 'Z' | undefined;
  /** What happens to mounts below a folder of the machine. */
  readonly recursive?: 'disabled' | 'writable' | 'readonly' | undefined;
  /** Whose its files are, where they are given by the pod. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly driver?: string | undefined;
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}
