import type { Report } from '../../../src/lifecycle/state/facts.ts';
import type { PodState } from '../../../src/lifecycle/state/state.ts';
import type { RestartPolicy, RestartRule, Role } from '../../../src/pod/model.ts';
import type { Story } from './story.ts';

/**
 * A pod as Kubernetes' own end-to-end tests describe theirs (test/e2e_node/container_lifecycle_pod_construction.go): each
 * container says *Starting*, *Started*, *Delaying*, *Exiting*. Times are in seconds of the pod. One description
 * becomes a behaviour of the simulated engine and a shell script for a real one.
 */
export interface ContainerPlan {
  readonly name: string;
  readonly role: Role;
  readonly image?: string;
  /** Seconds between *Starting* and *Started*. */
  readonly sd?: number;
  /** Seconds between *Started* and *Exiting*; one a run, the last one repeats. */
  readonly d?: number | readonly number[];
  /** Seconds from the stop signal to the exit. */
  readonly term?: number;
  /** Exit code; one a run, the last one repeats. */
  readonly x?: number | readonly number[];
  readonly startup?: ProbePlan;
  readonly liveness?: ProbePlan;
  readonly readiness?: ProbePlan;
  readonly postStart?: HookPlan;
  readonly preStop?: HookPlan;
  readonly restartPolicy?: RestartPolicy;
  readonly rules?: readonly RestartRule[];
  readonly stopSignal?: string;
  readonly serves?: ServerPlan;
  /** What it writes into its file for the termination message before it exits. */
  readonly lastWords?: string;
  readonly terminationMessagePath?: string;
  /** Its log speaks for it where it fails without a message. */
  readonly fallsBackToLog?: true;
  /** Its command does not exist. */
  readonly cannotStart?: true;
}

export type Check =
  /** The file that the container makes when it says *Started*. */
  | { readonly by: 'marker' }
  /** A file that is there from the beginning and goes away after so many seconds, or with the stop signal. */
  | { readonly by: 'fileUntil'; readonly seconds: number | 'signal' }
  /** A command of so many seconds with that exit code; it may leave a child of ten seconds behind. */
  | { readonly by: 'command'; readonly x: number; readonly seconds?: number; readonly leavesChild?: boolean }
  | HttpCall
  | { readonly by: 'tcp'; readonly port: number }
  | { readonly by: 'grpc'; readonly port: number };

export interface ProbePlan {
  readonly check: Check;
  readonly delay?: number;
  readonly period?: number;
  readonly timeout?: number;
  readonly failures?: number;
  readonly successes?: number;
  readonly grace?: number;
}

export type HookPlan =
  /** A command that says *Starting* and *Exiting* under the hook's name, `d` seconds apart. */
  | { readonly by: 'command'; readonly d: number; readonly x?: number }
  | { readonly by: 'sleep'; readonly seconds: number }
  | HttpCall;

/** `secure`: over TLS, with a certificate that nobody trusts. */
export interface HttpCall {
  readonly by: 'http';
  readonly port: number;
  readonly path: string;
  readonly secure?: true;
}

/** A small server inside the container; `after` seconds an answer may change. A request is said as *GET /path*. */
export interface ServerPlan {
  readonly port: number;
  readonly kind?: 'http' | 'https' | 'grpc';
  readonly paths: Readonly<Record<string, PathPlan>>;
}

export interface PathPlan {
  readonly status: number;
  readonly redirect?: string;
  readonly after?: { readonly seconds: number; readonly status: number };
}

export interface PodPlan {
  readonly restartPolicy: RestartPolicy;
  readonly grace?: number;
  readonly deadline?: number;
  readonly containers: readonly ContainerPlan[];
}

/** What a scenario may do to its pod, on either engine. */
export interface Stage {
  readonly story: Story;
  state(): PodState;
  /** Waits for it; fails with those words when it has not come about within so many seconds of the pod. */
  until(words: string, done: (story: Story) => boolean, within: number): Promise<void>;
  /** Lets time pass, for what must not happen. */
  pass(seconds: number): Promise<void>;
  post(report: Report): void;
  /** kubectl delete. A container that has not said *Started* yet may not listen to signals yet: wait for that first. */
  deletePod(graceSeconds?: number): void;
  /** Changes the image of one container in the pod's specification; without a name to one that exists. */
  swapImage(container: string, image?: string): void;
  loseHolder(): Promise<void>;
  killSupervisor(): Promise<void>;
  /** A new supervisor takes over what it finds, by the pod as it is wanted now. */
  restore(): Promise<void>;
  /** Removes the containers of ended instances behind everybody's back. */
  removeEnded(...containers: string[]): Promise<void>;
}

export interface Scenario {
  /** The rows of the reference that it stands for. */
  readonly rows: readonly number[];
  readonly title: string;
  readonly pod: PodPlan;
  /** What happens; without it the pod is left to end by itself. */
  readonly play?: (stage: Stage) => Promise<void>;
  readonly check: (story: Story) => void;
  /** Runs on the simulated engine only, for this reason. */
  readonly notPortable?: string;
}

type Rest = Omit<ContainerPlan, 'name' | 'role'>;

export const init = (name: string, rest: Rest = {}): ContainerPlan => ({ name, role: 'init', d: 1, ...rest });
export const sidecar = (name: string, rest: Rest = {}): ContainerPlan => ({
  name,
  role: 'sidecar',
  d: 600,
  ...rest,
});
export const app = (name: string, rest: Rest = {}): ContainerPlan => ({ name, role: 'app', d: 1, ...rest });

/** The value for one run of a container: a list gives one a run, its last one repeats. */
export function ofRun<T>(value: T | readonly T[] | undefined, run: number, fallback: T): T {
  if (value === undefined) return fallback;
  if (!Array.isArray(value)) return value as T;
  const list = value as readonly T[];
  return list[Math.min(run, list.length - 1)]!;
}

export const hookSays = { postStart: 'PostStart', preStop: 'PreStop' } as const;
