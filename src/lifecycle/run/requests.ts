import { stopPod } from '../between/dependencies.ts';
import { beginStop } from '../end/stopping.ts';
import { beginTermination, killPod } from '../end/termination.ts';
import { switchCapture } from '../start/capture.ts';
import { nextInstance } from '../start/instances.ts';
import type { Fact, FactOf } from '../state/facts.ts';
import type { Turn } from '../state/turn.ts';
import { forget, isPlainInit, ordered, patchContainer, patchPod, patchRunning } from '../state/turn.ts';
import { filesChanged, keptEnvironments, whyImmutable, whyNewPod } from './new-pod.ts';
import { goOn } from './steps.ts';

const requests = [
  'stopPod',
  'killPod',
  'restartPod',
  'restartContainer',
  'stopContainer',
  'killContainer',
  'switchCapture',
  'goOn',
  'specChanged',
] as const;

type Request = FactOf<(typeof requests)[number]>;

export function isRequest(fact: Fact): fact is Request {
  return (requests as readonly string[]).includes(fact.type);
}

/** What a person or a program asks for: a key, a signal, a command in another terminal, a changed file. */
export function applyRequest(turn: Turn, fact: Request): void {
  const pod = turn.state.pod;
  // A name such as toString is no container because every object has it.
  if ('container' in fact && !Object.hasOwn(turn.state.containers, fact.container)) return;
  switch (fact.type) {
    case 'stopPod':
      return stopPod(turn, fact);
    case 'killPod':
      return killPod(turn, fact.reason);
    case 'restartPod':
      countRestart(turn);
      return beginTermination(turn, {
        reason: 'a restart of the pod was requested',
        graceSeconds: pod.terminationGracePeriodSeconds,
        afterwards: 'restart',
      });
    case 'restartContainer':
      return restartContainer(turn, fact.container);
    case 'stopContainer':
      patchContainer(turn, fact.container, { override: 'stopped' });
      return beginStop(
        turn,
        fact.container,
        'stopRequest',
        'it was stopped on request',
        pod.terminationGracePeriodSeconds,
      );
    case 'killContainer':
      return killContainer(turn, fact);
    case 'switchCapture':
      return switchCapture(turn, fact.on);
    case 'goOn':
      return goOn(turn, fact);
    case 'specChanged':
      return specChanged(turn, fact);
  }
}

/** Others may restart after it. */
function countRestart(turn: Turn): void {
  patchPod(turn, { generation: turn.state.generation + 1 });
}

function restartContainer(turn: Turn, name: string): void {
  const container = turn.state.containers[name];
  if (!container || turn.state.termination || (isPlainInit(turn.state, name) && turn.state.initialized))
    return;
  forget(turn, name, 'override', 'notBefore');
  countRestart(turn);
  if (container.instance.is === 'terminated') return nextInstance(turn, name, true);
  const grace = turn.state.pod.terminationGracePeriodSeconds;
  beginStop(turn, name, 'restartRequest', 'a restart was requested', grace);
}

/** Every way to write it that the engine takes. */
function isKill(signal: string): boolean {
  return /^(?:(?:SIG)?KILL|9)$/i.test(signal);
}

/** A signal of the person's own choosing; what follows an exit is the restart policy's business. */
function killContainer(turn: Turn, fact: FactOf<'killContainer'>): void {
  const container = turn.state.containers[fact.container];
  if (container?.instance.is !== 'running') return;
  const { attempt, instance } = container;
  patchRunning(turn, fact.container, { sent: fact.signal });
  const of = { container: fact.container, attempt };
  turn.events.push(
    isKill(fact.signal)
      ? { type: 'ContainerKilled', message: 'on request', ...of }
      : { type: 'SignalSent', signal: fact.signal, ...of },
  );
  turn.commands.push({
    type: 'signal',
    container: fact.container,
    attempt,
    id: instance.id,
    signal: fact.signal,
  });
}

/**
 * Writes down what is wanted from now on; `specPass` replaces what was made from something else. What takes a new pod
 * (`whyNewPod`) is nothing that this one could become.
 */
function specChanged(turn: Turn, fact: FactOf<'specChanged'>): void {
  const before = turn.state.pod;
  if (turn.state.termination || whyNewPod(before, fact.pod) !== undefined) return;
  if (whyImmutable(before, fact.pod) !== undefined) return;
  if (filesChanged(before, fact.pod)) writeFiles(turn);
  tellKeptEnvironments(turn, fact);
  patchPod(turn, { pod: fact.pod });
  if (ordered(turn.state).some(({ name, specHash }) => (fact.hashes[name] ?? specHash) !== specHash))
    countRestart(turn);
  for (const { name, specHash } of ordered(turn.state)) {
    const hash = fact.hashes[name];
    if (hash === undefined || hash === specHash) continue;
    patchContainer(turn, name, { specHash: hash });
    forget(turn, name, 'backoff', 'notBefore');
  }
}

function writeFiles(turn: Turn): void {
  const { wanted, written } = turn.state.files;
  const revision = wanted + 1;
  patchPod(turn, { files: { wanted: revision, written } });
  turn.commands.push({ type: 'updateFiles', revision });
}

/** As on a cluster: only a container's next instance gets the new values. One that is replaced anyway needs no word. */
function tellKeptEnvironments(turn: Turn, fact: FactOf<'specChanged'>): void {
  for (const name of keptEnvironments(turn.state.pod, fact.pod)) {
    const container = turn.state.containers[name];
    if (container?.instance.is !== 'running' || fact.hashes[name] !== container.specHash) continue;
    const message = `${name} keeps its environment from ConfigMaps, Secrets, labels and annotations until it is restarted`;
    turn.events.push({ type: 'Warning', message });
  }
}
