import { list, nextTry } from '../events/explain/phrases.ts';
import type { ContainerView, ProbeView } from '../events/view.ts';
import { ruleOfContainer } from './finding.ts';
import { probePort } from './listener-rules.ts';
import { named } from './words.ts';

/** A first failure is part of many a start. */
const failuresOfWeight = 2;

const lacks = { startup: 'has not started', liveness: 'is not well', readiness: 'is not ready' } as const;

export const probeFails = ruleOfContainer(
  'probe-fails',
  'A probe fails, and the container counts as not started, not well or not ready',
  (container, pod, now) => {
    if (container.state.is !== 'running' || container.stop || pod.terminating || pod.outcome)
      return undefined;
    const kind = failingProbe(container);
    if (kind === undefined) return undefined;
    // The rule about its port says more.
    if (probePort.check(pod, now).some((one) => one.container === container.name)) return undefined;
    const probe = container.probes[kind]!;
    const { failures = 0, failureThreshold, message, retryAt, at } = probe;
    const count = failureThreshold === undefined ? '' : ` (${failures} of ${failureThreshold} failures)`;
    const waiting = pod.containers.flatMap(({ name, state }) =>
      state.is === 'waiting' && state.waitsFor && 'container' in state.waitsFor
        ? state.waitsFor.container === container.name
          ? [name]
          : []
        : [],
    );
    return {
      since: at,
      message: `${named(container)} runs but ${lacks[kind]}: its ${kind} probe fails: ${message === '' ? 'no output' : message}${count}${nextTry('try', retryAt, now)}`,
      cure: cureOf(container.name, probe),
      evidence:
        waiting.length > 0 ? [`${list(waiting)} ${waiting.length > 1 ? 'wait' : 'waits'} for it`] : [],
      ...(retryAt !== undefined && { until: retryAt }),
    };
  },
);

function failingProbe(container: ContainerView): 'startup' | 'liveness' | 'readiness' | undefined {
  const { started, ready, probes, spans, attempt } = container;
  const fails = (probe: ProbeView | undefined): boolean =>
    probe !== undefined && !probe.ok && (probe.failures ?? failuresOfWeight) >= failuresOfWeight;
  if (!started) return fails(probes.startup) ? 'startup' : undefined;
  if (fails(probes.liveness)) return 'liveness';
  if (ready || !probes.readiness || probes.readiness.ok) return undefined;
  const wasReady = spans.some((span) => span.attempt === attempt && span.ready.length > 0);
  return wasReady || fails(probes.readiness) ? 'readiness' : undefined;
}

function cureOf(name: string, { message }: ProbeView): string {
  if (/refused|failed to connect/i.test(message))
    return `have ${name} listen there, or correct the probe's port`;
  if (/time|did not answer/i.test(message))
    return `find out what keeps ${name} busy, or raise the probe's timeoutSeconds`;
  if (/status|HTTP|\b[45]\d\d\b/.test(message))
    return `look for the reason in the log of ${name}, or correct the probe's path`;
  return `do by hand what the probe does: \`outrider exec ${name} -- …\``;
}

/** So many losses of readiness in so short a time are no single hiccup. */
const losses = 3;
const withinMs = 60_000;

export const readinessFlaps = ruleOfContainer(
  'readiness-flaps',
  'A container becomes ready and loses it again, over and over',
  ({ name, role, spans, attempt, probes, asks }, pod, now) => {
    if (pod.terminating || pod.outcome) return undefined;
    const span = spans.find((one) => one.attempt === attempt);
    if (!span || span.terminated !== undefined || span.terminating !== undefined) return undefined;
    const lost = span.ready.filter(({ to }) => to !== undefined && now - Date.parse(to) < withinMs);
    if (lost.length < losses) return undefined;
    const last = probes.readiness;
    const asked = asks?.probePorts?.readiness;
    return {
      since: lost[0]!.to!,
      message: `${named({ name, role })} was ready and not ready again ${lost.length} times within a minute`,
      cure: `find out why its readiness probe${asked === undefined ? '' : ` of port ${asked}`} fails now and then, or raise failureThreshold`,
      evidence: last
        ? [`the last answer was: ${last.message === '' ? (last.ok ? 'well' : 'no output') : last.message}`]
        : [],
    };
  },
);
