import type { Role } from '../../pod/model.ts';

/**
 * What an engine shows of a pod, as far as its lifecycle goes by it. Times are milliseconds since the epoch by the engine's
 * clock: they can be compared with each other, and with nothing else.
 */
export interface Observation {
  readonly sandbox?: {
    readonly id: string;
    readonly attempt: number;
    readonly running: boolean;
    readonly address?: { readonly ip: string };
    readonly createdAt: number;
  };
  readonly containers: readonly ObservedInstance[];
}

export interface ObservedInstance {
  readonly id: string;
  readonly name: string;
  /** `tool`: something of ours that is no container of the pod. */
  readonly role: Role | 'tool';
  readonly attempt: number;
  readonly specHash: string;
  readonly stopSignal: string;
  readonly state:
    | { readonly is: 'created' }
    | { readonly is: 'running'; readonly pid: number; readonly startedAt: number }
    | {
        readonly is: 'exited';
        readonly exitCode: number;
        readonly oomKilled: boolean;
        /** The termination message of the container. */
        readonly message?: string;
        readonly startedAt: number;
        readonly finishedAt: number;
      };
}
