import type { PodWait } from '../../events/types.ts';
import { dependenciesOf } from '../../pod/dependency.ts';
import { isAlive } from '../end/order.ts';
import { beginTermination, failPod } from '../end/termination.ts';
import { endSteps } from '../run/steps.ts';
import type { FactOf } from '../state/facts.ts';
import type { PeerState } from '../state/peer.ts';
import type { PodState } from '../state/state.ts';
import { patchPod, type Turn, withoutKeys } from '../state/turn.ts';
import { judgeAll } from './judge.ts';

/** Writes down what another pod is now. */
export function peerChanged(turn: Turn, { peer }: FactOf<'peer'>): void {
  patchPod(turn, { peers: { ...turn.state.peers, [peer.pod]: peer } });
}

/** Of several pods that are stopped together, those that others depend on end last. */
export function stopPod(turn: Turn, { reason, graceSeconds, after = [], stepwise }: FactOf<'stopPod'>): void {
  if (!stepwise) endSteps(turn);
  const grace = graceSeconds ?? turn.state.pod.terminationGracePeriodSeconds;
  patchPod(turn, { stopAsked: { reason, graceSeconds: grace, after } });
}

/**
 * What the pod concludes from the state of the others: it is let go once all that it depends on is as it has to be; it
 * fails when something can never be so; it restarts after what was restarted; it ends after those that depend on it.
 */
export function dependencyPass(turn: Turn): void {
  stopWhenLetGo(turn);
  if (turn.state.termination) return announceWaits(turn);
  if (!turn.state.released) release(turn);
  else restartAfterOthers(turn);
  announceWaits(turn);
}

function stopWhenLetGo(turn: Turn): void {
  const { stopAsked: asked } = turn.state;
  if (!asked || (!turn.state.termination && dependentsThatRun(turn.state).length > 0)) return;
  turn.state = withoutKeys(turn.state, 'stopAsked');
  const { reason, graceSeconds } = asked;
  beginTermination(turn, { reason, graceSeconds, afterwards: 'end', isDeletion: true });
}

/** The pods for whose end the stop waits. A pod of which nothing runs has nobody to keep. */
function dependentsThatRun({ stopAsked, peers, containers }: PodState): readonly string[] {
  if (!stopAsked || !Object.values(containers).some(isAlive)) return [];
  return stopAsked.after.filter((name) => peers[name]?.alive === true);
}

function release(turn: Turn): void {
  const judged = judgeAll(turn.state);
  const problem = judged.find(({ dependency, verdict }) => verdict.is === 'failed' && !dependency.optional);
  if (problem?.verdict.is === 'failed') {
    const reason = `dependency failed to start: ${problem.verdict.message}`;
    // Only a pod that never started ends its run.
    if (!turn.state.heldAgain) patchPod(turn, { failedDependency: reason });
    return failPod(turn, reason);
  }
  if (judged.some(({ verdict }) => verdict.is === 'waiting')) return;
  for (const { dependency, verdict } of judged)
    if (verdict.is === 'failed')
      turn.events.push({
        type: 'Warning',
        message: `optional dependency ${dependency.pod} failed to start: ${verdict.message}`,
      });
  const releasedAt = Object.fromEntries(
    judged.flatMap(({ dependency: { pod } }) => {
      const peer = turn.state.peers[pod];
      return peer ? [[pod, { made: peer.made, generation: peer.generation }]] : [];
    }),
  );
  patchPod(turn, { released: true, releasedAt });
}

/** Restarts that nobody asked for are the engine's or the kubelet's business, as in Compose: they restart nobody else. */
function restartAfterOthers(turn: Turn): void {
  const { pod, peers, releasedAt } = turn.state;
  const other = dependenciesOf(pod).find(
    ({ pod: name, restart }) => restart && hasRestarted(peers[name], releasedAt[name]),
  );
  if (!other) return;
  patchPod(turn, { released: false, heldAgain: true, generation: turn.state.generation + 1 });
  beginTermination(turn, {
    reason: `${other.pod}, which it depends on, was restarted`,
    graceSeconds: pod.terminationGracePeriodSeconds,
    afterwards: 'restart',
  });
}

/** A pod that was taken over is the one that it was. */
function hasRestarted(
  now: PeerState | undefined,
  { made, generation }: Pick<PeerState, 'made' | 'generation'> = { made: '', generation: 0 },
): boolean {
  if (!now) return false;
  return (now.made !== '' && now.made !== made) || now.generation > generation;
}

/** Whom the pod waits for now: those that it depends on, or, when it is to end, those that depend on it. */
function podWaits(state: PodState): readonly PodWait[] {
  if (state.termination) return [];
  const ending = dependentsThatRun(state).map((pod): PodWait => ({ pod, until: 'ended' }));
  if (ending.length > 0 || state.released) return ending;
  return judgeAll(state)
    .filter(({ verdict }) => verdict.is === 'waiting')
    .map(({ dependency: { pod, container, until } }) => ({
      pod,
      ...(container !== undefined && { container }),
      until,
    }));
}

function announceWaits(turn: Turn): void {
  const waits = podWaits(turn.state);
  const key = waits.length === 0 ? '' : JSON.stringify(waits);
  if (key === turn.state.announcedWaits) return;
  patchPod(turn, { announcedWaits: key });
  // The termination was told already, and ends every wait.
  if (turn.state.termination) return;
  turn.events.push(waits.length > 0 ? { type: 'PodWaiting', pods: waits } : { type: 'PodReleased' });
}
