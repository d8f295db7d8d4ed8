import { containerNamed } from '../pod/containers.ts';
import { peerChanged } from './between/dependencies.ts';
import { afterHook, beginStop } from './end/stopping.ts';
import { beginTermination } from './end/termination.ts';
import { probed } from './run/probes.ts';
import { applyRequest, isRequest } from './run/requests.ts';
import { captureApplied, captureDrifted, captureFailed, captureRemoved } from './start/capture.ts';
import { began, ended, prepareFailed } from './start/instances.ts';
import type { Fact, FactOf } from './state/facts.ts';
import type { Turn } from './state/turn.ts';
import { patchPod, patchRunning, setInstance } from './state/turn.ts';

/** Writes down what has happened; what follows from it is the passes' business. */
export function applyFact(turn: Turn, fact: Fact): void {
  if (isRequest(fact)) return applyRequest(turn, fact);
  if (fact.type === 'peer') return peerChanged(turn, fact);
  if (fact.type === 'volumeFull') return evict(turn, fact);
  if (fact.type === 'filesWritten')
    return patchPod(turn, { files: { ...turn.state.files, written: fact.revision } });
  if ('container' in fact) return applyContainerFact(turn, fact);
  if (fact.type === 'begin' || fact.type === 'tick') return;
  if (fact.attempt !== turn.state.sandbox.attempt) return;
  applySandboxFact(turn, fact);
}

/** The kubelet evicts the pod with a grace period of one second (`pkg/kubelet/eviction`, emptyDirLimitEviction). Nothing restarts it. */
function evict(turn: Turn, { volume, usedBytes, limitBytes }: FactOf<'volumeFull'>): void {
  const size = `${usedBytes} bytes, more than its sizeLimit of ${limitBytes}`;
  const reason = `Evicted: the emptyDir ${volume} has ${size}`;
  beginTermination(turn, { reason, graceSeconds: 1, afterwards: 'end', verdict: 'Failed' });
}

type SandboxFact = FactOf<
  | 'sandboxCreated'
  | 'sandboxReady'
  | 'sandboxFailed'
  | 'sandboxLost'
  | 'captureApplied'
  | 'captureFailed'
  | 'captureRemoved'
  | 'captureDrifted'
>;

function applySandboxFact(turn: Turn, fact: SandboxFact): void {
  const { sandbox } = turn.state;
  switch (fact.type) {
    case 'sandboxCreated':
      patchPod(turn, {
        sandbox: { ...sandbox, status: 'created', id: fact.id },
        made: turn.state.made ?? fact.id,
      });
      turn.commands.push({ type: 'startSandbox', attempt: fact.attempt, id: fact.id });
      return;
    case 'sandboxReady':
      patchPod(turn, { sandbox: { ...sandbox, status: 'ready', ip: fact.ip } });
      turn.events.push({
        type: 'SandboxReady',
        ip: fact.ip,
        network: fact.network,
        holder: sandbox.id ?? '',
      });
      return;
    case 'sandboxFailed':
      patchPod(turn, { failure: fact.message, sandbox: { ...sandbox, status: 'lost' } });
      return;
    case 'sandboxLost':
      return sandboxLost(turn, fact);
    case 'captureApplied':
      return captureApplied(turn, fact);
    case 'captureFailed':
      return captureFailed(turn, fact);
    case 'captureRemoved':
      return captureRemoved(turn, fact);
    case 'captureDrifted':
      return captureDrifted(turn, fact);
  }
}

/** Without its holder the namespace is gone: everything is stopped, and made anew where the policy allows it. */
function sandboxLost(turn: Turn, fact: FactOf<'sandboxLost'>): void {
  if (turn.state.sandbox.status === 'lost') return;
  patchPod(turn, { sandbox: { ...turn.state.sandbox, status: 'lost' } });
  turn.events.push({ type: 'SandboxLost', message: fact.message });
  beginTermination(turn, {
    reason: `the pod's network namespace is gone: ${fact.message}`,
    graceSeconds: turn.state.pod.terminationGracePeriodSeconds,
    afterwards: 'newSandbox',
  });
}

type ContainerFact = Extract<Fact, { readonly container: string; readonly attempt: number }>;

function applyContainerFact(turn: Turn, fact: ContainerFact): void {
  const container = turn.state.containers[fact.container];
  if (!container) return;
  if (fact.attempt !== container.attempt) return discardStale(turn, fact);
  switch (fact.type) {
    case 'imagePulling':
      turn.events.push({
        type: 'ImagePulling',
        image: fact.image,
        ...(fact.message === undefined ? {} : { message: fact.message }),
      });
      if (container.instance.is === 'preparing')
        setInstance(turn, fact.container, { ...container.instance, pulling: fact.image });
      return;
    case 'imagePulled':
      turn.events.push({
        type: 'ImagePulled',
        image: fact.image,
        ...(fact.message === undefined ? {} : { message: fact.message }),
      });
      return;
    case 'prepared':
      return prepared(turn, fact);
    case 'prepareFailed': {
      if (container.instance.is !== 'preparing') return;
      if (fact.specHash !== container.specHash) return setInstance(turn, fact.container, { is: 'waiting' });
      const { image } = containerNamed(turn.state.pod, fact.container);
      if (fact.reason === 'ErrImagePull')
        turn.events.push({
          type: 'ImagePullFailed',
          image,
          message: fact.message,
          ...(fact.hint === undefined ? {} : { hint: fact.hint }),
        });
      return prepareFailed(turn, fact.container, fact.reason, fact.message);
    }
    case 'running': {
      const { postStart } = containerNamed(turn.state.pod, fact.container);
      return began(turn, fact.container, fact.pid, postStart !== undefined);
    }
    case 'startFailed':
      // As the kubelet reports a container that cannot run: terminated, with exit code 128.
      return ended(turn, fact.container, {
        exitCode: 128,
        oomKilled: false,
        startFailed: true,
        message: fact.message,
      });
    case 'exited':
      return ended(turn, fact.container, fact);
    case 'vanished':
      return vanished(turn, fact);
    case 'probed':
      return probed(turn, fact);
    case 'hookFinished':
      return hookFinished(turn, fact);
  }
}

/** A container that came too late is nobody's: it must not stay behind. */
function discardStale(turn: Turn, fact: ContainerFact): void {
  if (fact.type !== 'prepared') return;
  turn.commands.push({
    type: 'discard',
    container: fact.container,
    attempt: fact.attempt,
    id: fact.id,
  });
}

function prepared(turn: Turn, fact: FactOf<'prepared'>): void {
  const container = turn.state.containers[fact.container]!;
  if (container.instance.is !== 'preparing' || fact.specHash !== container.instance.specHash)
    return discardStale(turn, fact);
  const { id, stopSignal, specHash } = fact;
  setInstance(turn, fact.container, { is: 'prepared', id, stopSignal, specHash });
  const { role, image } = containerNamed(turn.state.pod, fact.container);
  turn.events.push({
    type: 'ContainerCreated',
    container: fact.container,
    attempt: fact.attempt,
    id,
    role,
    image,
  });
}

/** Removed behind our back: a running instance counts as killed, a created one is made again. */
function vanished(turn: Turn, fact: FactOf<'vanished'>): void {
  const { instance } = turn.state.containers[fact.container]!;
  if (instance.is === 'prepared') return setInstance(turn, fact.container, { is: 'waiting' });
  if (instance.is !== 'running') return;
  turn.events.push({
    type: 'Warning',
    container: fact.container,
    message: `container ${fact.container} was removed by somebody else while it ran`,
  });
  ended(turn, fact.container, { exitCode: 137, oomKilled: false });
}

function hookFinished(turn: Turn, fact: FactOf<'hookFinished'>): void {
  const { instance, attempt } = turn.state.containers[fact.container]!;
  if (instance.is !== 'running') return;
  const { hook, ok, message } = fact;
  const event = { type: 'HookFinished', container: fact.container, attempt, hook, ok, message } as const;
  if (hook === 'postStart' && instance.postStart === 'running') {
    turn.events.push(event);
    patchRunning(turn, fact.container, { postStart: 'done' });
    if (ok) return;
    const grace = turn.state.pod.terminationGracePeriodSeconds;
    return beginStop(turn, fact.container, 'postStart', `its postStart hook failed: ${message}`, grace);
  }
  if (hook === 'preStop' && instance.stop?.stage.is === 'hook') {
    turn.events.push(event);
    afterHook(turn, fact.container, instance.stop);
  }
}
