import type { ContainerView, InstanceSpan, Terminated } from '../../../events/view.ts';
import type { Container } from '../../../pod/model.ts';
import { inSeconds } from '../api-object.ts';

/** What a status says beyond the events of its container. */
export interface StatusSurroundings {
  /** Whether the pod has init containers: until its first instance a container waits for them. */
  readonly hasInit: boolean;
  /** The engine's id of an instance. */
  readonly idOf: (container: string, attempt: number) => string | undefined;
  /** `web_default(UID)`, as the kubelet names pods in its messages. */
  readonly podWords: string;
  /** What a container of the completed specification asks for. */
  readonly resourcesOf: (container: string) => Readonly<Record<string, unknown>>;
}

type State = Readonly<Record<string, object>>;

/** The status of a container as the kubelet writes it. Source: kubernetes `pkg/kubelet/kubelet_pods.go`, convertToAPIContainerStatuses. */
export function containerStatus(
  container: Container,
  view: ContainerView,
  around: StatusSurroundings,
): Readonly<Record<string, unknown>> {
  const { state } = view;
  const isRunning = state.is === 'running';
  const ended = state.is === 'terminated' ? 0 : -1;
  const last = view.lastTerminated;
  const newest = isRunning ? view.attempt : state.is === 'waiting' ? view.attempt - 1 : view.attempt;
  // Here containers are made early; the kubelet makes one when its turn has come.
  const hasBegun = state.is !== 'waiting' || last !== undefined;
  const found =
    around.idOf(view.name, Math.max(newest, 0)) ?? (newest === view.attempt ? view.id : undefined);
  const id = hasBegun ? found : undefined;
  return {
    name: view.name,
    state: stateOf(view, around),
    lastState: last ? { terminated: terminated(last, view, view.attempt - 1, around) } : {},
    ready: view.role === 'init' ? ended === 0 && exitOf(view) === 0 : isRunning && view.ready,
    restartCount: view.restarts,
    image: view.image,
    imageID: container.engine?.imageId ?? '',
    ...(id !== undefined && { containerID: `docker://${id}` }),
    started: isRunning && (view.role === 'init' || view.started),
    ...(hasBegun && resources(around.resourcesOf(view.name), isRunning)),
    ...mounts(container),
  };
}

/** Nothing is resized in place: what is asked for is what is given. */
function resources(
  asked: Readonly<Record<string, unknown>>,
  isRunning: boolean,
): Readonly<Record<string, unknown>> {
  const { requests } = asked;
  return { ...(isRunning && requests !== undefined && { allocatedResources: requests }), resources: asked };
}

function exitOf({ state }: ContainerView): number | undefined {
  return state.is === 'terminated' ? state.exitCode : undefined;
}

function stateOf(view: ContainerView, around: StatusSurroundings): State {
  const { state } = view;
  if (state.is === 'running') return { running: { startedAt: inSeconds(state.since) } };
  if (state.is === 'terminated') return { terminated: terminated(state, view, view.attempt, around) };
  const isBeingMade = state.reason === 'PodInitializing' || state.reason === 'ContainerCreating';
  // The kubelet goes on saying why it waited until the next instance runs.
  const reason = isBeingMade && view.lastTerminated ? 'CrashLoopBackOff' : state.reason;
  if (isBeingMade && !view.lastTerminated)
    return { waiting: { reason: around.hasInit ? 'PodInitializing' : 'ContainerCreating' } };
  const message = reason === 'CrashLoopBackOff' ? backOff(view, around) : state.message;
  return { waiting: { reason, ...(message !== undefined && { message }) } };
}

/** Source: kubernetes `pkg/kubelet/kuberuntime/kuberuntime_manager.go`, doBackOff. */
function backOff({ name, state, lastTerminated }: ContainerView, { podWords }: StatusSurroundings): string {
  const until = state.is === 'waiting' ? state.retryAt : undefined;
  const from = lastTerminated?.at;
  const seconds = until && from ? Math.round((Date.parse(until) - Date.parse(from)) / 1000) : 10;
  const wait = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  return `back-off ${wait} restarting failed container=${name} pod=${podWords}`;
}

function terminated(
  end: Terminated,
  view: ContainerView,
  attempt: number,
  around: StatusSurroundings,
): object {
  const span: InstanceSpan | undefined = view.spans.find((one) => one.attempt === attempt);
  const id = around.idOf(view.name, attempt);
  return {
    exitCode: end.exitCode,
    reason: end.reason === 'StartError' ? 'ContainerCannotRun' : end.reason,
    ...(end.message !== undefined && { message: end.message }),
    startedAt: inSeconds(span?.running ?? end.at),
    finishedAt: inSeconds(end.at),
    ...(id !== undefined && { containerID: `docker://${id}` }),
  };
}

function mounts({ volumeMounts }: Container): Readonly<Record<string, unknown>> {
  if (volumeMounts.length === 0) return {};
  const told = volumeMounts.map(({ name, mountPath, readOnly }) => ({
    ...{ name, mountPath },
    ...(readOnly && { readOnly, recursiveReadOnly: 'Disabled' }),
  }));
  return { volumeMounts: told };
}
