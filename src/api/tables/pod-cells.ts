import type { ApiObject } from '../objects/api-object.ts';
import { age } from './age.ts';
import { none } from './words.ts';

interface State {
  readonly waiting?: { readonly reason?: string };
  readonly running?: object;
  readonly terminated?: {
    readonly exitCode: number;
    readonly signal?: number;
    readonly reason?: string;
    readonly finishedAt?: string;
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly state?: State;
  readonly lastState?: State;
}

interface PodParts {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly object[];
    readonly initContainers?: readonly { readonly name: string; readonly restartPolicy?: string }[];
    readonly readinessGates?: readonly { readonly conditionType: string }[];
  };
  readonly status: {
    readonly phase?: string;
    readonly reason?: string;
    readonly nominatedNodeName?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** The row of a pod. Source: kubernetes `pkg/printers/internalversion/printers.go`, printPod. */
export function podCells(object: ApiObject, now: number): readonly unknown[] {
  const { spec, status } = object as unknown as PodParts;
  const { name, creationTimestamp } = object.metadata;
  const begin = beginning(spec, status);
  const isThrough = !begin.isInitializing || isTrue(status, 'Initialized');
  const main = isThrough ? mainPart(status, begin) : begin;
  const sidecars = spec.initContainers?.filter(isSidecar).length ?? 0;
  const reason = isTerminating(object) ? 'Terminating' : main.reason;
  return [
    name,
    `${main.ready}/${spec.containers.length + sidecars}`,
    reason,
    restartsText(main.counted, now),
    age(creationTimestamp, now),
    status.podIPs?.[0]?.ip ?? none,
    spec.nodeName ?? none,
    status.nominatedNodeName || none,
    gatesText(spec, status),
  ];
}

interface Part {
  readonly reason: string;
  readonly ready: number;
  /** The containers whose restarts count. */
  readonly counted: readonly ContainerStatus[];
}

interface Beginning extends Part {
  readonly isInitializing: boolean;
  /** Of the sidecars. */
  readonly sidecars: readonly ContainerStatus[];
}

/** What the init containers say, up to the first one that is not through. */
function beginning(spec: PodParts['spec'], status: PodParts['status']): Beginning {
  const statuses = status.initContainerStatuses ?? [];
  const sidecarNames = new Set(spec.initContainers?.filter(isSidecar).map(({ name }) => name));
  const isPast = (one: ContainerStatus): boolean =>
    one.state?.terminated?.exitCode === 0 || (sidecarNames.has(one.name) && one.started === true);
  const at = statuses.findIndex((one) => !isPast(one));
  const past = at === -1 ? statuses : statuses.slice(0, at);
  const seen = at === -1 ? statuses : statuses.slice(0, at + 1);
  return {
    isInitializing: at !== -1,
    reason:
      at === -1
        ? status.reason || status.phase || ''
        : initReason(statuses[at]!, at, spec.initContainers?.length ?? 0),
    ready: past.filter(({ name, ready, state }) => sidecarNames.has(name) && ready && !state?.terminated)
      .length,
    counted: seen,
    sidecars: seen.filter(({ name }) => sidecarNames.has(name)),
  };
}

function initReason({ state = {} }: ContainerStatus, at: number, count: number): string {
  const { terminated, waiting } = state;
  if (terminated) return `Init:${terminated.reason || endOf(terminated)}`;
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${at}/${count}`;
}

function mainPart(status: PodParts['status'], begin: Beginning): Part {
  const statuses = status.containerStatuses ?? [];
  const running = statuses.filter(({ ready, state }) => ready && state?.running).length;
  const words = statuses.map(({ state }) => reasonOf(state)).find((word) => word !== '');
  const reason = words ?? begin.reason;
  const isMixed = reason === 'Completed' && running > 0;
  return {
    reason: isMixed ? (isTrue(status, 'Ready') ? 'Running' : 'NotReady') : reason,
    ready: begin.ready + running,
    counted: [...begin.sidecars, ...statuses],
  };
}

function reasonOf({ waiting, terminated }: State = {}): string {
  if (waiting?.reason) return waiting.reason;
  return terminated ? terminated.reason || endOf(terminated) : '';
}

function endOf({ signal, exitCode }: NonNullable<State['terminated']>): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function restartsText(statuses: readonly ContainerStatus[], now: number): string {
  const count = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const ends = statuses.map(({ lastState }) => lastState?.terminated?.finishedAt ?? '');
  const [last = ''] = ends.sort().reverse();
  return count > 0 && last !== '' ? `${count} (${age(last, now)} ago)` : String(count);
}

function gatesText({ readinessGates: gates = [] }: PodParts['spec'], status: PodParts['status']): string {
  const passed = gates.filter(({ conditionType }) => isTrue(status, conditionType)).length;
  return gates.length === 0 ? none : `${passed}/${gates.length}`;
}

function isTerminating({ metadata, ...object }: ApiObject): boolean {
  const { status } = object as unknown as PodParts;
  return metadata.deletionTimestamp !== undefined && !['Succeeded', 'Failed'].includes(status.phase ?? '');
}

function isTrue({ conditions = [] }: PodParts['status'], type: string): boolean {
  return conditions.some((one) => one.type === type && one.status === 'True');
}

function isSidecar({ restartPolicy }: { readonly restartPolicy?: string }): boolean {
  return restartPolicy === 'Always';
}
