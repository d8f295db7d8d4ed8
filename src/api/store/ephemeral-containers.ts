/** What has become of an ephemeral container. Times are RFC 3339. */
export type EphemeralState =
  | { readonly is: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly is: 'running'; readonly id: string; readonly startedAt: string }
  | {
      readonly is: 'terminated';
      readonly id: string;
      readonly exitCode: number;
      readonly startedAt: string;
      readonly finishedAt: string;
    };

/** A container that was added to a pod that runs (core/v1, EphemeralContainer). */
export interface EphemeralContainer {
  /** As the client gave it, with its defaults. */
  readonly spec: { readonly name: string; readonly image: string; readonly [field: string]: unknown };
  readonly state: EphemeralState;
}

/** The instance of a pod. A pod that is made anew under the same name has none of the containers of the one before. */
export interface PodInstance {
  readonly namespace: string;
  readonly name: string;
  /** Its creation, in whole seconds, RFC 3339. */
  readonly created: string;
}

/** The ephemeral containers of pods, which no file and no run knows of. */
export interface EphemeralContainers {
  of(pod: PodInstance): readonly EphemeralContainer[];
  /** Adds a container, or says what has become of it. */
  put(pod: PodInstance, container: EphemeralContainer): void;
  /** Calls back after each change. */
  onChange(listener: () => void): void;
}

export function createEphemeralContainers(): EphemeralContainers {
  const pods = new Map<string, { readonly created: string; readonly all: readonly EphemeralContainer[] }>();
  const listeners: (() => void)[] = [];
  const keyOf = ({ namespace, name }: PodInstance): string => `${namespace}/${name}`;
  const of: EphemeralContainers['of'] = (pod) => {
    const found = pods.get(keyOf(pod));
    return found?.created === pod.created ? found.all : [];
  };
  return {
    of,
    put(pod, container) {
      const before = of(pod);
      const at = before.findIndex(({ spec }) => spec.name === container.spec.name);
      const all = at < 0 ? [...before, container] : before.with(at, container);
      pods.set(keyOf(pod), { created: pod.created, all });
      for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
