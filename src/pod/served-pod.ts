import type { Pod } from './model.ts';

/** What Services have to know of a pod that another run supervises, to lead connections there. */
export interface ServedPod {
  /** Without anything secret, and without its own Services. */
  readonly pod: Pod;
  /** Absent while the pod has no network, and when it is gone. */
  readonly ip?: string;
  readonly ready: boolean;
  /** It has been told to end. */
  readonly terminating: boolean;
}
