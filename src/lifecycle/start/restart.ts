import { containerNamed } from '../../pod/containers.ts';
import type { Container } from '../../pod/model.ts';
import type { ContainerState, PodState, Terminated } from '../state/state.ts';
import { isPlainInit, isSidecar } from '../state/turn.ts';

/** What follows the end of an instance, and why: the words go to people. */
export interface RestartDecision {
  readonly action: 'none' | 'restart' | 'restartNow' | 'restartAll' | 'failPod';
  readonly reason: string;
}

/**
 * Restart decision of the kubelet with container-level policies and rules (KEP-753, KEP-5307, KEP-5532): the first
 * matching rule, else the container's own policy, else the pod's; sidecars always; nobody while the pod is being
 * terminated.
 */
export function decideRestart(
  state: PodState,
  container: ContainerState,
  ended: Terminated,
): RestartDecision {
  const spec = containerNamed(state.pod, container.name);
  if (state.termination) return stay('nothing is restarted while the pod is being terminated');
  if (container.override === 'stopped' || ended.after === 'stopRequest')
    return stay('it was stopped on request');
  if (ended.after === 'spec') return { action: 'restartNow', reason: 'its specification changed' };
  if (ended.after === 'restartRequest') return { action: 'restartNow', reason: 'a restart was requested' };
  const byRule = decideByRule(spec, ended);
  if (byRule) return byRule;
  if (isSidecar(state, container.name)) return again('a sidecar is restarted whatever its exit code');
  return decideByPolicy(state, spec, ended, container.attempt);
}

function decideByRule(spec: Container, ended: Terminated): RestartDecision | undefined {
  const rule = spec.restartPolicyRules.find(
    ({ operator, exitCodes }) => exitCodes.includes(ended.exitCode) === (operator === 'In'),
  );
  if (!rule) return undefined;
  const reason = `a restart rule matches exit code ${ended.exitCode}`;
  return { action: rule.action === 'Restart' ? 'restart' : 'restartAll', reason };
}

function decideByPolicy(
  state: PodState,
  spec: Container,
  ended: Terminated,
  restarts: number,
): RestartDecision {
  const policy = spec.restartPolicy ?? state.pod.restartPolicy;
  const owner = spec.restartPolicy === undefined ? 'the pod' : 'the container';
  const words = `${owner} has restartPolicy ${policy}`;
  if (isPlainInit(state, spec.name)) {
    if (ended.exitCode === 0) return stay('an init container that exits 0 is done');
    return policy === 'Never' ? { action: 'failPod', reason: words } : again(words);
  }
  const limit = spec.engine?.restartLimit;
  if (policy === 'OnFailure' && limit !== undefined && restarts >= limit && ended.exitCode !== 0)
    return stay(`${words}, and it was started again ${limit} times, as often as it may be`);
  if (policy === 'OnFailure' && killedByProbe(ended)) return again(`${words}, and its probe had failed`);
  if (policy === 'Always' || (policy === 'OnFailure' && ended.exitCode !== 0)) return again(words);
  return stay(words);
}

/** A graceful exit 0 after a failed probe is no success (kubelet computePodActions: shouldRestartOnFailure). */
function killedByProbe({ after }: Terminated): boolean {
  return after === 'startupProbe' || after === 'livenessProbe';
}

const stay = (reason: string): RestartDecision => ({ action: 'none', reason });
const again = (reason: string): RestartDecision => ({ action: 'restart', reason });
