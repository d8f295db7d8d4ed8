/**
 * The pod as every other part of Outrider sees it: read once, completed with defaults, never changed afterwards.
 * Names and meanings are those of the Kubernetes core/v1 API; durations are in whole seconds where Kubernetes
 * has seconds (the field name says so) and in milliseconds nowhere.
 */

import type { PodDependency } from './dependency.ts';
import type { ContainerEngineOptions, PodEngineOptions, VolumeEngineOptions } from './engine-options.ts';
import type { ExecStep } from './exec-options.ts';
import type { IssuedContent } from './issued.ts';
import type { MissingData } from './missing-data.ts';
import type { PodOrigin } from './origin.ts';
import type { PodNetwork } from './pod-network.ts';
import type { Provided } from './provided.ts';
import type { PublishedServicePort, Service } from './service.ts';

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** `sidecar` is an init container with container-level `restartPolicy: Always` (KEP-753). */
export type Role = 'init' | 'sidecar' | 'app';

/** Where something stands in the user's files; lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly restartPolicy: RestartPolicy;
  readonly terminationGracePeriodSeconds: number;
  readonly activeDeadlineSeconds?: number;
  /** Init containers and sidecars, mixed, in the order in which they start. */
  readonly initContainers: readonly Container[];
  /** App containers, in the order in which they start. */
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly network: PodNetwork;
  readonly capture?: CaptureOptions;
  readonly shareProcessNamespace: boolean;
  /** uid, gid and groups that containers inherit unless they set their own. */
  readonly securityContext: PodSecurityContext;
  readonly readinessGates: readonly string[];
  /** Every Service of the project, whatever its namespace. They may change while the pod runs. */
  readonly services?: readonly Service[];
  /** The ports of Services that the gateway of this pod publishes on this machine. */
  readonly publishes?: readonly PublishedServicePort[];
  /** Other pods whose gateways publish Services that lead here, by name. They stay for as long as this pod is there. */
  readonly gateways?: readonly string[];
  /** `enableServiceLinks: false`: containers have no variables of Services. */
  readonly serviceLinks?: false;
  /** The pods that have to get somewhere before this one starts (annotation `outrider.dev/wait-for`). */
  readonly waitFor?: readonly PodDependency[];
  /** The pods that it waits for by way of others. */
  readonly reaches?: readonly string[];
  /** What programs of this machine make for its containers, until they have made it. */
  readonly provided?: Provided;
  /** A digest of the data of each immutable ConfigMap and Secret of the pod, by `KIND NAME`. */
  readonly immutableData?: Readonly<Record<string, string>>;
  /** What its containers and volumes need and the files do not have: they wait for it, as on a cluster. */
  readonly missingData?: readonly MissingData[];
  /** Its programs reach the Kubernetes API of the project. */
  readonly api?: true;
  /** What Kubernetes has no word for, of the pod's own namespaces. */
  readonly engine?: PodEngineOptions;
  /** Which container `exec` and `logs` mean when none is named (`kubectl.kubernetes.io/default-container`). */
  readonly defaultContainer: string;
  /** What the pod was made from. It is not part of what the pod is: two pods that differ in it alone are the same. */
  readonly origin?: PodOrigin;
  /** Keyed by a path such as `containers.app.image`; for messages that arise after the file was read. */
  readonly locations: Readonly<Record<string, SourceLocation>>;
}

export interface PodSecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly fsGroup?: number;
  readonly supplementalGroups: readonly number[];
}

export interface Container {
  readonly name: string;
  readonly role: Role;
  readonly image: string;
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  /** Overrides the image's ENTRYPOINT; absent keeps it. */
  readonly command?: readonly string[];
  /** Overrides the image's CMD; absent keeps it. */
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env: readonly EnvVar[];
  readonly ports: readonly ContainerPort[];
  readonly volumeMounts: readonly VolumeMount[];
  readonly resources: Resources;
  readonly securityContext: ContainerSecurityContext;
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly postStart?: Handler;
  readonly preStop?: Handler;
  /** Overrides the image's STOPSIGNAL (KEP-4960), e.g. `SIGUSR1`. */
  readonly stopSignal?: string;
  /** Container-level policy (KEP-5307); `Always` on an init container is what makes it a sidecar. */
  readonly restartPolicy?: RestartPolicy;
  readonly restartPolicyRules: readonly RestartRule[];
  readonly stdin: boolean;
  readonly tty: boolean;
  /** The file in which the container says why it ends; absent for `/dev/termination-log`. */
  readonly terminationMessagePath?: string;
  /** Present where the log speaks for a container that fails and leaves that file empty. */
  readonly terminationMessagePolicy?: 'FallbackToLogsOnError';
  /** What Kubernetes has no word for. */
  readonly engine?: ContainerEngineOptions;
}

/** A value known when the file is read, or one that only the running pod knows (`fieldRef: status.podIP`). */
export type EnvVar =
  | {
      readonly name: string;
      readonly value: string;
      readonly secret: boolean;
      /** It comes from a ConfigMap, a Secret, a label or an annotation: a container that runs keeps the value with which it started. */
      readonly fromData?: true;
    }
  | { readonly name: string; readonly podField: PodField };

/** What only the running pod knows: its addresses, and that of a Service by `NAMESPACE/NAME`. */
export type PodField = 'status.podIP' | 'status.hostIP' | `service.${string}`;

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** Published on the developer's machine; 0 lets the engine choose. */
  readonly hostPort?: number;
  readonly hostIP?: string;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly: boolean;
}

/** Limits as the engine wants them: memory in bytes, cpu in billionths of a core. */
export interface Resources {
  readonly memoryBytes?: number;
  readonly nanoCpus?: number;
  /** What `requests.cpu` becomes: the container's weight when processors are short, 1024 a core. */
  readonly cpuShares?: number;
}

export interface ContainerSecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly capabilitiesAdd: readonly string[];
  readonly capabilitiesDrop: readonly string[];
  readonly readOnlyRootFilesystem: boolean;
  readonly allowPrivilegeEscalation: boolean;
}

export type Handler =
  | { readonly type: 'exec'; readonly command: readonly string[] }
  /** Several commands one after the other, each as somebody (Compose's `post_start` and `pre_stop`). */
  | { readonly type: 'execs'; readonly steps: readonly ExecStep[] }
  | {
      readonly type: 'httpGet';
      /** Absent means the pod's own IP. */
      readonly host?: string;
      readonly port: number | string;
      readonly path: string;
      readonly scheme: 'HTTP' | 'HTTPS';
      readonly headers: readonly { readonly name: string; readonly value: string }[];
    }
  | { readonly type: 'tcpSocket'; readonly host?: string; readonly port: number | string }
  | { readonly type: 'grpc'; readonly port: number; readonly service: string }
  | { readonly type: 'sleep'; readonly seconds: number };

export interface Probe {
  readonly handler: Handler;
  readonly initialDelaySeconds: number;
  readonly timeoutSeconds: number;
  readonly periodSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** Liveness and startup only (KEP-2238). */
  readonly terminationGracePeriodSeconds?: number;
}

export interface RestartRule {
  readonly action: 'Restart' | 'RestartAllContainers';
  readonly operator: 'In' | 'NotIn';
  readonly exitCodes: readonly number[];
}

/** A file of a configMap, secret, downwardAPI or projected volume. `content` is base64. */
export interface VolumeFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /** What takes the place of `content` where somebody issues it. */
  readonly issued?: IssuedContent;
}

export type Volume =
  | {
      readonly name: string;
      readonly type: 'emptyDir';
      readonly medium: 'disk' | 'memory';
      readonly sizeLimitBytes?: number;
      readonly engine?: VolumeEngineOptions;
    }
  /** `memory` for anything that holds a Secret: it never touches a disk. */
  | {
      readonly name: string;
      readonly type: 'files';
      readonly medium: 'disk' | 'memory';
      readonly files: readonly VolumeFile[];
      readonly secret: boolean;
      readonly engine?: VolumeEngineOptions;
    }
  | {
      readonly name: string;
      readonly type: 'hostPath';
      readonly path: string;
      readonly create: boolean;
      readonly engine?: VolumeEngineOptions;
    }
  | {
      readonly name: string;
      readonly type: 'persistent';
      readonly claimName: string;
      readonly readOnly: boolean;
      readonly engine?: VolumeEngineOptions;
    }
  /** The files of an image, read-only (KEP-4639). */
  | {
      readonly name: string;
      readonly type: 'image';
      readonly reference: string;
      readonly imagePullPolicy: Container['imagePullPolicy'];
      readonly engine?: VolumeEngineOptions;
    };

export type IpFamily = 'ipv4' | 'ipv6';

/**
 * Traffic capture, under Istio's names. Ports may be ranges (`"8000-8080"`); `*` means all. CIDRs of both families may
 * be mixed. The defaults stand in `pod/capture-defaults.ts`.
 */
export interface CaptureOptions {
  readonly mode: 'REDIRECT' | 'TPROXY' | 'NONE';
  /** The container that takes the traffic. */
  readonly proxy: string;
  /**
   * Traffic of this uid is exempt. Outrider runs the proxy under it, whatever its image says. 0 runs the proxy as root
   * and exempts nobody by uid, since that would be every root process: the gid alone exempts then.
   */
  readonly proxyUid: number;
  /** Traffic of processes whose primary group this is, is exempt as well. */
  readonly proxyGid: number;
  readonly inboundPort: number;
  readonly outboundPort: number;
  readonly dnsPort: number;
  readonly captureDns: boolean;
  /** Never captured inbound: a tunnel (HBONE) that ends in the proxy itself. */
  readonly tunnelPort: number;
  /** TPROXY only: the mark of the proxy's own packets; the next number marks its calls to the pod itself. */
  readonly tproxyMark: number;
  /** TPROXY only: the routing table that brings marked packets back to the pod. */
  readonly tproxyRouteTable: number;
  readonly includeInboundPorts: readonly string[];
  readonly excludeInboundPorts: readonly string[];
  readonly includeOutboundPorts: readonly string[];
  readonly excludeOutboundPorts: readonly string[];
  readonly includeOutboundIPRanges: readonly string[];
  readonly excludeOutboundIPRanges: readonly string[];
  readonly excludeInterfaces: readonly string[];
  /** Owner groups (gids) that are captured; `*` for all. */
  readonly includeOutboundOwnerGroups: readonly string[];
  readonly excludeOutboundOwnerGroups: readonly string[];
  /** Further uids whose traffic is left alone, e.g. a debugging shell's. */
  readonly bypassUids: readonly number[];
  readonly ipFamilies: readonly IpFamily[];
  readonly dropInvalid: boolean;
  /** What becomes of UDP to port 443: left alone, or refused so that clients fall back to TCP. */
  readonly quic: 'allow' | 'reject';
  readonly backend: 'auto' | 'iptables' | 'nftables';
  /** Rules go on before every init container, or after the named one has ended. */
  readonly startAfter?: string;
}
