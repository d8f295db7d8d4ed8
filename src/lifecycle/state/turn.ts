import type { EventBody } from '../../events/types.ts';
import type { Command } from './commands.ts';
import type { Settings } from './settings.ts';
import type { ContainerState, Instance, PodState, Running } from './state.ts';

/** One call of `step`: the state as it becomes, and what comes of it. The passes read and extend it. */
export interface Turn {
  state: PodState;
  readonly now: number;
  readonly settings: Settings;
  readonly commands: Command[];
  readonly events: EventBody[];
}

export function patchPod(turn: Turn, patch: Partial<PodState>): void {
  turn.state = { ...turn.state, ...patch };
}

export function patchContainer(turn: Turn, name: string, patch: Partial<ContainerState>): void {
  const before = turn.state.containers[name];
  if (!before) return;
  patchPod(turn, { containers: { ...turn.state.containers, [name]: { ...before, ...patch } } });
}

export function setInstance(turn: Turn, name: string, instance: Instance): void {
  patchContainer(turn, name, { instance });
}

/** Changes a running instance; does nothing when it no longer runs. */
export function patchRunning(turn: Turn, name: string, patch: Partial<Running>): void {
  const instance = turn.state.containers[name]?.instance;
  if (instance?.is === 'running') setInstance(turn, name, { ...instance, ...patch });
}

export function withoutKeys<T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> {
  const copy = { ...value };
  for (const key of keys) delete copy[key];
  return copy;
}

/** Removes optional facts of a container's record; `undefined` would not be the same as absent. */
export function forget(
  turn: Turn,
  name: string,
  ...keys: ('backoff' | 'override' | 'notBefore' | 'last' | 'announcedWaiting')[]
): void {
  const before = turn.state.containers[name];
  if (!before) return;
  patchPod(turn, { containers: { ...turn.state.containers, [name]: withoutKeys(before, ...keys) } });
}

/** The pod's containers in start order. */
export function ordered(state: PodState): readonly ContainerState[] {
  return [...state.pod.initContainers, ...state.pod.containers].map(({ name }) => state.containers[name]!);
}

/** Whole seconds of the pod's own time that have passed, truncated as the kubelet truncates them. */
export function wholeSeconds(turn: Pick<Turn, 'settings'>, milliseconds: number): number {
  return Math.max(0, Math.floor(milliseconds / turn.settings.secondMs));
}

export function isMain(state: PodState, name: string): boolean {
  return state.pod.containers.some((container) => container.name === name);
}

/** A sidecar as the kubelet sees it: a restartable init container. In legacy mode there are none. */
export function isSidecar(state: PodState, name: string): boolean {
  return state.pod.initContainers.some(
    (container) => container.name === name && container.role === 'sidecar',
  );
}

export function isPlainInit(state: PodState, name: string): boolean {
  return state.pod.initContainers.some((container) => container.name === name && container.role === 'init');
}
