import type { Connection } from '../../docker/transport/connect.ts';
import type { SeededPlan } from '../../faults/plan.ts';
import type { Pod } from '../../pod/model.ts';
import type { Engine } from '../../supervisor/ports.ts';
import type { Supervised } from '../find/find-supervised.ts';
import type { Door } from './door.ts';
import type { Given } from './given.ts';

export interface UpOptions {
  readonly projectName?: string;
  readonly host?: string;
  readonly output?: 'tui' | 'plain' | 'json';
  readonly sidecars: 'native' | 'legacy';
  readonly for?: number;
  readonly timeout?: number;
  readonly gracePeriod?: number;
  readonly verbose: boolean;
  readonly readOnly?: boolean;
  /** Each start and each stop waits for a key, or for a line of standard input. */
  readonly step?: boolean;
  /** It is the run that `--detach` leaves behind: it shows nothing, and what has ended stays until `down`. */
  readonly leftBehind?: boolean;
  /** Pods that have ended in the run that left this one behind, as `POD=PHASE`. They are not run again. */
  readonly ended?: readonly string[];
  readonly detach?: boolean;
  readonly wait?: boolean;
  /** Images that are built are built anew. */
  readonly build?: boolean;
  /** Files that change are copied, and manifests that change are applied. */
  readonly watch?: boolean;
  /** Recipes to add, as they were given. */
  readonly with?: readonly string[];
  /** The pods are served under the Kubernetes API. */
  readonly api?: boolean;
  /** CronJobs are run by their schedule. */
  readonly schedule?: boolean;
  /** This one run of a CronJob, as `NAMESPACE/CRONJOB/RUN`; `-` for all pods but those of CronJobs. */
  readonly scheduledRun?: string;
  /** When images are pulled, whatever the files say. */
  readonly pull?: 'always' | 'missing' | 'never';
  /** A plan of faults: its file. */
  readonly faults?: string;
  /** What the network of the project is to be like, over what files and configuration say. */
  readonly ipv6?: boolean;
  readonly subnet?: readonly string[];
  readonly mtu?: number;
  /** One that somebody else has made. */
  readonly network?: string;
  /** A file that every event is written to. */
  readonly record?: string;
}

/** What the stop signals do; it changes as things get under way. */
export interface StopControl {
  stop: (reason: string) => void;
  kill: () => void;
}

export interface AttachedOptions extends UpOptions {
  readonly faultPlan?: SeededPlan;
  readonly project: string;
  readonly connection: Connection;
  readonly engineFor: (pod: Pod) => Engine;
  /** Pods of the same files that other runs supervise. */
  readonly running: readonly Supervised[];
  /** All pods of the files. */
  readonly all: readonly Pod[];
  readonly door: Door;
  readonly given: Given;
}
