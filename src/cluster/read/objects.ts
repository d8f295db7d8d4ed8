/** What the API server says of a pod, as far as Outrider reads it (core/v1 Pod). Times are RFC 3339 of the cluster's clock. */
export interface PodObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly initContainers?: readonly ContainerObject[];
    readonly containers: readonly ContainerObject[];
  };
  readonly status?: PodStatus;
}

export interface ContainerObject {
  readonly name: string;
  readonly image: string;
  readonly restartPolicy?: string;
}

export interface PodStatus {
  readonly phase?: string;
  /** `Evicted`, `DeadlineExceeded`. */
  readonly reason?: string;
  readonly message?: string;
  readonly podIP?: string;
  readonly conditions?: readonly Condition[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly containerID?: string;
  readonly state?: ContainerStateObject;
  readonly lastState?: ContainerStateObject;
}

export interface ContainerStateObject {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string | null };
  readonly terminated?: TerminatedObject;
}

export interface TerminatedObject {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string | null;
  readonly finishedAt?: string | null;
  readonly containerID?: string;
}

/** An event that a component of the cluster reported (core/v1 Event). */
export interface ReportedEvent {
  readonly metadata: { readonly uid: string; readonly resourceVersion?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly involvedObject: { readonly name?: string; readonly uid?: string; readonly fieldPath?: string };
}
