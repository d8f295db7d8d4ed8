import { dependenciesOf, type PodDependency } from '../../pod/dependency.ts';
import type { PeerState } from '../state/peer.ts';
import type { PodState } from '../state/state.ts';

/** Whether a pod that is depended on is as it has to be. */
export type Verdict =
  | { readonly is: 'met' }
  | { readonly is: 'waiting' }
  /** It can never be, or, where it may recover, Compose gives up waiting. */
  | { readonly is: 'failed'; readonly message: string; readonly mayRecover?: true };

const met: Verdict = { is: 'met' };
const waiting: Verdict = { is: 'waiting' };
const failed = (message: string): Extract<Verdict, { readonly is: 'failed' }> => ({ is: 'failed', message });

/** Pods that depend on others, judged one by one; in the order in which the pod names them. */
export function judgeAll(
  state: PodState,
): readonly { readonly dependency: PodDependency; readonly verdict: Verdict }[] {
  return dependenciesOf(state.pod).map((dependency) => ({
    dependency,
    verdict: again(judge(dependency, state.peers[dependency.pod]), state),
  }));
}

/** A pod that has run already has more patience: the other one has been as it has to be before. */
function again(verdict: Verdict, { heldAgain }: PodState): Verdict {
  return heldAgain && verdict.is === 'failed' && verdict.mayRecover ? waiting : verdict;
}

/** A pod of which nothing is known yet is waited for. */
export function judge(dependency: PodDependency, peer: PeerState | undefined): Verdict {
  if (!peer) return waiting;
  switch (dependency.until) {
    case 'started':
      return started(dependency, peer);
    case 'ready':
    case 'healthy':
      return ready(dependency, peer);
    case 'completed':
      return completed(dependency, peer);
  }
}

function started({ container }: PodDependency, peer: PeerState): Verdict {
  const hasRun = container === undefined ? peer.hasRun : peer.containers[container]?.hasRun === true;
  if (hasRun) return met;
  return peer.over ? failed(`${peer.pod} did not start: ${peer.over.message}`) : waiting;
}

function ready(dependency: PodDependency, peer: PeerState): Verdict {
  const { container, until } = dependency;
  const isReady = container === undefined ? peer.ready : peer.containers[container]?.ready === true;
  if (isReady) return met;
  const counted = concerned(dependency, peer);
  const exited = counted.find(([, { exitCode }]) => exitCode !== undefined);
  if (exited) return failed(`${nameOf(peer, exited[0])} exited (${exited[1].exitCode})`);
  if (peer.over) return failed(`${peer.pod} has ended: ${peer.over.message}`);
  const sick = until === 'healthy' && counted.find(([, { unhealthy }]) => unhealthy !== undefined);
  if (!sick) return waiting;
  return { ...failed(`${nameOf(peer, sick[0])} is unhealthy: ${sick[1].unhealthy}`), mayRecover: true };
}

function completed(dependency: PodDependency, peer: PeerState): Verdict {
  const { container } = dependency;
  const counted = concerned(dependency, peer);
  const wrong = counted.find(([, { exitCode }]) => exitCode !== undefined && exitCode !== 0);
  if (wrong)
    return failed(`${nameOf(peer, wrong[0])} didn't complete successfully: exit ${wrong[1].exitCode}`);
  if (counted.length > 0 && counted.every(([, { exitCode }]) => exitCode === 0)) return met;
  // Of a pod of another run that has ended, nothing more is known.
  if (peer.over?.phase === 'Succeeded' && container === undefined) return met;
  return peer.over ? failed(`${peer.pod} didn't complete: ${peer.over.message}`) : waiting;
}

/** The containers that a condition is about: the one that is named, or the apps of the pod. */
function concerned(
  { container }: PodDependency,
  { apps, containers }: PeerState,
): readonly (readonly [name: string, PeerState['containers'][string]])[] {
  const names = container === undefined ? apps : [container];
  return names.flatMap((name) =>
    Object.hasOwn(containers, name) ? [[name, containers[name]!] as const] : [],
  );
}

/** A pod of one app container goes by its own name. */
function nameOf({ pod, apps }: PeerState, container: string): string {
  return apps.length === 1 && apps[0] === container ? pod : `${pod}/${container}`;
}
