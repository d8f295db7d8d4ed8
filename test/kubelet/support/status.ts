/** What the API server says of a pod, as far as scenarios look at it (core/v1 PodStatus). */
export interface PodObject {
  readonly metadata: { readonly uid: string; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly initContainers?: readonly { readonly name: string; readonly image: string }[];
    readonly containers: readonly { readonly name: string; readonly image: string }[];
  };
  readonly status: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly state?: ContainerStateObject;
  readonly lastState?: ContainerStateObject;
}

interface ContainerStateObject {
  readonly waiting?: { readonly reason?: string };
  readonly running?: { readonly startedAt: string };
  readonly terminated?: {
    readonly exitCode: number;
    readonly reason: string;
    readonly message?: string;
    readonly finishedAt: string | null;
  };
}

/** A state of the pod, with the moment at which the watch brought it; milliseconds since the epoch. */
export interface Seen {
  readonly at: number;
  readonly pod: PodObject;
  readonly deleted: boolean;
}

/** A line that a container wrote; `time` is the runtime's, RFC 3339 with nanoseconds. */
export interface Line {
  readonly container: string;
  readonly attempt: number;
  readonly time: string;
  readonly text: string;
}

/** An event that the kubelet reported, e.g. `Unhealthy`. */
export interface Reported {
  readonly time: string;
  readonly reason: string;
  readonly message: string;
  readonly container: string;
}
