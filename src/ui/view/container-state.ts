import { goBefore, killDue } from '../../events/explain/stopping.ts';
import type { ContainerView, PodView } from '../../events/view.ts';
import type { Glyphs, Tone } from './theme.ts';
import { age, left } from './words.ts';

/** A container's state as the list shows it. */
export interface ShownState {
  readonly glyph: keyof Pick<Glyphs, 'on' | 'off' | 'busy' | 'bad'>;
  readonly tone: Tone;
  readonly text: string;
}

/** The state in a few words, with what it waits for and for how long. */
export function shownState(container: ContainerView, pod: PodView, now: number): ShownState {
  const { state } = container;
  switch (state.is) {
    case 'waiting':
      return waiting(container, state, pod, now);
    case 'terminated': {
      const by = state.signal === undefined ? '' : ` ${state.signal}`;
      if (state.exitCode === 0)
        return { glyph: 'off', tone: 'dim', text: `completed ${age(now - Date.parse(state.at))} ago` };
      const why = state.message === undefined ? '' : `: ${state.message}`;
      const reason = state.reason === 'OOMKilled' ? ' OOMKilled' : by;
      return { glyph: 'bad', tone: 'bad', text: `exited ${state.exitCode}${reason}${why}` };
    }
    case 'running':
      return container.stop ? stopping(container, now) : running(container, state.since, pod, now);
  }
}

const waitsForKey: ShownState = { glyph: 'off', tone: 'plain', text: 'waits for a key' };

function waiting(
  { lastTerminated }: ContainerView,
  state: Extract<ContainerView['state'], { is: 'waiting' }>,
  pod: PodView,
  now: number,
): ShownState {
  if (pod.terminating || pod.outcome) return { glyph: 'off', tone: 'dim', text: 'not started' };
  const due = left(state.retryAt, now);
  if (state.waitsFor?.on === 'pods') return { glyph: 'off', tone: 'dim', text: 'waits for other pods' };
  switch (state.reason) {
    case 'PodInitializing':
      if (state.waitsFor?.on === 'step') return waitsForKey;
      return { glyph: 'off', tone: 'dim', text: 'waits for its turn' };
    case 'ContainerCreating':
      if (state.waitsFor?.on === 'step') return waitsForKey;
      return { glyph: 'busy', tone: 'busy', text: 'creating' };
    case 'CrashLoopBackOff': {
      const exit = lastTerminated === undefined ? '' : `, exit ${lastTerminated.exitCode}`;
      const again = due === undefined ? '' : ` ${due}`;
      return { glyph: 'bad', tone: 'bad', text: `CrashLoopBackOff${again}${exit}` };
    }
    default: {
      const again = due === undefined ? '' : `, again in ${due}`;
      const why = state.message === undefined ? '' : `: ${state.message}`;
      return { glyph: 'bad', tone: 'bad', text: `${state.reason}${again}${why}` };
    }
  }
}

function running(container: ContainerView, since: string, pod: PodView, now: number): ShownState {
  const { started, ready, role, probes, hooks } = container;
  const lasted = age(now - Date.parse(since));
  if (pod.terminating) return { glyph: 'on', tone: 'plain', text: itsTurn(container, pod) };
  if (role === 'init') return { glyph: 'busy', tone: 'busy', text: `running ${lasted}` };
  if (hooks.postStart?.state === 'running')
    return {
      glyph: 'busy',
      tone: 'busy',
      text: `postStart hook ${age(now - Date.parse(hooks.postStart.since))}`,
    };
  const probe = probes[started ? 'readiness' : 'startup'];
  const failed = probe && !probe.ok ? `: ${probe.message}` : '';
  if (!started) return { glyph: 'busy', tone: 'busy', text: `starting ${lasted}${failed}` };
  if (!ready) return { glyph: 'busy', tone: 'busy', text: `not ready${failed}` };
  return { glyph: 'on', tone: 'good', text: `running ${lasted}` };
}

function itsTurn(container: ContainerView, pod: PodView): string {
  if (pod.step?.container === container.name) return waitsForKey.text;
  const [next] = goBefore(pod, container);
  return next === undefined ? 'its turn to stop comes' : `stops after ${next}`;
}

function stopping({ stop, hooks }: ContainerView, now: number): ShownState {
  if (stop!.killed) return { glyph: 'busy', tone: 'bad', text: 'killed, about to end' };
  if (stop!.signal === undefined) {
    const since = hooks.preStop?.since ?? stop!.since;
    const isOver = hooks.preStop?.state !== 'running';
    const lasted = age(now - Date.parse(since));
    const text = isOver ? 'preStop hook done, waits for its turn' : `preStop hook ${lasted}`;
    return { glyph: 'busy', tone: 'busy', text };
  }
  const seconds = left(killDue(stop), now);
  return { glyph: 'busy', tone: 'busy', text: `stopping (${stop!.signal}), ${seconds} left` };
}
