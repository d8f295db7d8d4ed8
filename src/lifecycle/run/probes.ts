import type { ProbeKind } from '../../events/types.ts';
import { containerNamed } from '../../pod/containers.ts';
import type { Container, Probe } from '../../pod/model.ts';
import { endsWith } from '../end/outcome.ts';
import { beginStop } from '../end/stopping.ts';
import { beginTermination } from '../end/termination.ts';
import { failForAwaited, whyUnhealthyFails } from '../start/awaited.ts';
import type { FactOf } from '../state/facts.ts';
import type { ProbeState, Running } from '../state/state.ts';
import type { Turn } from '../state/turn.ts';
import { ordered, patchRunning } from '../state/turn.ts';

const kinds = ['startup', 'liveness', 'readiness'] as const;

export function probeOf(spec: Container, kind: ProbeKind): Probe | undefined {
  return { startup: spec.startupProbe, liveness: spec.livenessProbe, readiness: spec.readinessProbe }[kind];
}

/** Launches every probe that is due (kubelet: prober worker). One try a probe is under way at a time. */
export function probePass(turn: Turn): void {
  for (const { name, attempt, instance } of ordered(turn.state)) {
    if (instance.is !== 'running' || instance.postStart === 'running') continue;
    const spec = containerNamed(turn.state.pod, name);
    for (const kind of kinds) {
      const probe = probeOf(spec, kind);
      const current = turn.state.containers[name]!.instance;
      if (!probe || current.is !== 'running' || !isWanted(turn, current, kind)) continue;
      const state = current.probes[kind] ?? firstTries(turn, current, probe, kind);
      const launched = tryNow(turn, state, probe);
      if (launched !== current.probes[kind]) keep(turn, name, kind, launched);
      if (launched.flight && !state.flight)
        turn.commands.push({ type: 'probe', container: name, attempt, id: current.id, probe: kind });
    }
  }
}

/**
 * While `started` is false only the startup probe runs, afterwards the other two. Once a container is being stopped
 * nothing can restart it any more, so only readiness is still looked at.
 */
function isWanted(turn: Turn, instance: Running, kind: ProbeKind): boolean {
  if (kind === 'startup') return !instance.started && !instance.stop && !turn.state.termination;
  if (!instance.started) return false;
  return kind === 'readiness' || (!instance.stop && !turn.state.termination);
}

/**
 * Ticks are counted from the start of the container. The first whose failure counts is one period away, or the first
 * after the initial delay, so that a verdict takes `failureThreshold` whole periods. A container that has just started is asked for its readiness at once (kubelet: prober_manager).
 */
function firstTries(turn: Turn, instance: Running, probe: Probe, kind: ProbeKind): ProbeState {
  const { secondMs, peek } = turn.settings;
  const period = probe.periodSeconds * secondMs;
  const earliest = instance.startedAt + probe.initialDelaySeconds * secondMs;
  const soon = Math.max(turn.now, earliest);
  const fresh = { verdict: 'unknown', successes: 0, failures: 0 } as const;
  if (kind === 'readiness' && !mayPeek(probe, kind)) return { ...fresh, dueAt: soon };
  const ticks = Math.max(1, Math.ceil((soon - instance.startedAt) / period));
  const dueAt = instance.startedAt + ticks * period;
  const peekAt = soon + (kind === 'startup' ? peek.firstMs : 0);
  return mayPeek(probe, kind) ? { ...fresh, dueAt, peekAt } : { ...fresh, dueAt };
}

/** Looking ahead of the period may only find what one success decides. */
function mayPeek(probe: Probe, kind: ProbeKind): boolean {
  return kind !== 'liveness' && probe.successThreshold === 1;
}

function tryNow(turn: Turn, state: ProbeState, probe: Probe): ProbeState {
  const period = probe.periodSeconds * turn.settings.secondMs;
  if (turn.now >= state.dueAt) {
    const missed = Math.floor((turn.now - state.dueAt) / period) + 1;
    return { ...state, dueAt: state.dueAt + missed * period, flight: { counts: true } };
  }
  if (state.flight || state.peekAt === undefined || turn.now < state.peekAt) return state;
  return { ...state, flight: { counts: false } };
}

/** One answer of a probe. An `error` says nothing; a failure ahead of the period says nothing either. */
export function probed(turn: Turn, fact: FactOf<'probed'>): void {
  const { instance, attempt } = turn.state.containers[fact.container]!;
  if (instance.is !== 'running') return;
  const before = instance.probes[fact.probe];
  const probe = probeOf(containerNamed(turn.state.pod, fact.container), fact.probe);
  // An answer that comes after a stop has begun must not tell of a failure that the stop itself brought about.
  if (!before?.flight || !probe || !isWanted(turn, instance, fact.probe)) return;
  const after = isTooEarly(turn, instance, before, fact) ? seen(before, fact) : counted(before, fact, probe);
  const next = nextPeek(turn, instance, after, probe, fact.probe);
  keep(turn, fact.container, fact.probe, next);
  const changed = after.verdict !== before.verdict;
  const retryInMs = Math.max(0, Math.min(next.dueAt, next.peekAt ?? next.dueAt) - turn.now);
  const { container, probe: kind, message } = fact;
  const event = { container, attempt, probe: kind, message, changed, retryInMs };
  const { failures } = after;
  const { failureThreshold } = probe;
  if (fact.outcome === 'success') turn.events.push({ type: 'ProbeSucceeded', ...event });
  else turn.events.push({ type: 'ProbeFailed', ...event, failures, failureThreshold });
  if (after.verdict === 'failure') fatal(turn, fact, probe);
}

/** Docker's start period: until then a readiness that fails has not failed yet, unless it had succeeded before. */
function isTooEarly(
  { state, now, settings }: Turn,
  { startedAt }: Running,
  { verdict }: ProbeState,
  { container, probe, outcome }: FactOf<'probed'>,
): boolean {
  if (probe !== 'readiness' || outcome !== 'failure' || verdict === 'success') return false;
  const { startPeriodSeconds = 0 } = containerNamed(state.pod, container).engine ?? {};
  return now < startedAt + startPeriodSeconds * settings.secondMs;
}

/** An answer that does not count. */
function seen({ flight: _, ...before }: ProbeState, { outcome, message, at }: FactOf<'probed'>): ProbeState {
  return { ...before, lastResult: { ok: outcome === 'success', message, at } };
}

function counted(before: ProbeState, fact: FactOf<'probed'>, probe: Probe): ProbeState {
  const ok = fact.outcome === 'success';
  if (fact.outcome === 'error' || (!ok && !before.flight!.counts)) return seen(before, fact);
  const successes = ok ? before.successes + 1 : 0;
  const failures = ok ? 0 : before.failures + 1;
  const verdict =
    successes >= probe.successThreshold
      ? 'success'
      : failures >= probe.failureThreshold
        ? 'failure'
        : before.verdict;
  return { ...seen(before, fact), successes, failures, verdict };
}

/** The longer a container takes to start, the less often it is asked ahead of its period. */
function nextPeek(
  turn: Turn,
  instance: Running,
  state: ProbeState,
  probe: Probe,
  kind: ProbeKind,
): ProbeState {
  const { peekAt: _, ...rest } = state;
  if (!mayPeek(probe, kind) || state.verdict !== 'unknown') return rest;
  const { firstMs, mostMs } = turn.settings.peek;
  const pause = Math.min(mostMs, Math.max(firstMs, (turn.now - instance.startedAt) / 8));
  return { ...rest, peekAt: turn.now + pause };
}

/**
 * Kills the container, within the probe's own grace period. Where nothing goes on without the container, the whole pod ends
 * at once, within the pod's grace period (kubelet: computePodActions sets KillPod).
 */
function fatal(turn: Turn, fact: FactOf<'probed'>, probe: Probe): void {
  if (fact.probe === 'readiness' || turn.state.termination) return;
  const cause = fact.probe === 'startup' ? 'startupProbe' : 'livenessProbe';
  const { terminationGracePeriodSeconds } = turn.state.pod;
  const awaited = fact.probe === 'startup' && whyUnhealthyFails(turn.state, fact.container, fact.message);
  if (awaited) return failForAwaited(turn, awaited);
  if (endsWith(turn.state, fact.container, cause))
    return beginTermination(turn, {
      reason: `the ${fact.probe} probe of ${fact.container} failed, and no app container is to run again`,
      graceSeconds: terminationGracePeriodSeconds,
      afterwards: 'end',
    });
  const grace = probe.terminationGracePeriodSeconds ?? terminationGracePeriodSeconds;
  beginStop(turn, fact.container, cause, `its ${fact.probe} probe failed: ${fact.message}`, grace);
}

function keep(turn: Turn, name: string, kind: ProbeKind, state: ProbeState): void {
  const { instance } = turn.state.containers[name]!;
  if (instance.is === 'running') patchRunning(turn, name, { probes: { ...instance.probes, [kind]: state } });
}
