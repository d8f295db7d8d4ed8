import type { PodView } from '../../../events/view.ts';
import { inSeconds } from '../api-object.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly observedGeneration: number;
  readonly lastProbeTime: null;
  readonly lastTransitionTime: string;
  readonly reason?: string;
  readonly message?: string;
}

type Verdict = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** What conditions follow from. */
export interface Conditioned {
  readonly view: PodView;
  readonly readinessGates: readonly string[];
  /** When the newest event of the pod happened, RFC 3339. */
  readonly at: string;
  /** The conditions as they were: a verdict that stays keeps its time. */
  readonly before: readonly Condition[];
}

/**
 * The conditions of a pod in the kubelet's order and words. Source: kubernetes `pkg/kubelet/status/generate.go`,
 * `pkg/kubelet/kubelet_pods.go`.
 */
export function conditionsOf({ view, readinessGates, at, before }: Conditioned): readonly Condition[] {
  const ready = containersReady(view);
  const verdicts: readonly Verdict[] = [
    { type: 'PodReadyToStartContainers', status: isTrue(view.ip !== undefined && !hasEnded(view)) },
    initialized(view),
    podReady(ready, readinessGates),
    ready,
    { type: 'PodScheduled', status: 'True' },
  ];
  return verdicts.map((verdict) => {
    const old = before.find(({ type }) => type === verdict.type);
    const isSame = old?.status === verdict.status;
    const since = verdict.type === 'PodScheduled' ? view.created : at;
    return {
      ...{ type: verdict.type, status: verdict.status },
      ...{ observedGeneration: 1, lastProbeTime: null },
      lastTransitionTime: isSame ? old.lastTransitionTime : inSeconds(since),
      ...(verdict.reason !== undefined && { reason: verdict.reason }),
      ...(verdict.message !== undefined && { message: verdict.message }),
    };
  });
}

function hasEnded({ phase }: PodView): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function initialized(view: PodView): Verdict {
  const type = 'Initialized';
  if (view.phase === 'Succeeded') return { type, status: 'True', reason: 'PodCompleted' };
  const hasRun = view.containers.some(
    ({ role, spans }) => role === 'app' && spans.some((one) => one.running),
  );
  const incomplete = view.containers.filter(
    ({ role, state, started }) =>
      (role === 'sidecar' && !started) ||
      (role === 'init' && !(state.is === 'terminated' && state.exitCode === 0)),
  );
  if (hasRun || incomplete.length === 0) return { type, status: 'True' };
  const message = `containers with incomplete status: ${names(incomplete)}`;
  return { type, status: 'False', reason: 'ContainersNotInitialized', message };
}

function containersReady(view: PodView): Verdict {
  const type = 'ContainersReady';
  if (view.phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' };
  if (view.phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  const unready = view.containers.filter(
    ({ role, ready, state }) => role !== 'init' && !(ready && state.is === 'running'),
  );
  if (unready.length === 0) return { type, status: 'True' };
  const message = `containers with unready status: ${names(unready)}`;
  return { type, status: 'False', reason: 'ContainersNotReady', message };
}

/** Nobody here sets the condition of a readiness gate. */
function podReady(containers: Verdict, gates: readonly string[]): Verdict {
  const type = 'Ready';
  if (containers.status === 'False' || gates.length === 0) return { ...containers, type };
  const message = gates
    .map((gate) => `corresponding condition of pod readiness gate "${gate}" does not exist.`)
    .join(', ');
  return { type, status: 'False', reason: 'ReadinessGatesNotReady', message };
}

/** As Go prints a list. */
function names(all: readonly { readonly name: string }[]): string {
  return `[${all.map(({ name }) => name).join(' ')}]`;
}

function isTrue(value: boolean): 'True' | 'False' {
  return value ? 'True' : 'False';
}
