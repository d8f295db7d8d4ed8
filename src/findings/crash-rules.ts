import { ending, lastWordsOf, nextTry } from '../events/explain/phrases.ts';
import type { ContainerView, Terminated } from '../events/view.ts';
import { firstBadEnd, lastEndInLoop } from './ends.ts';
import { type Found, type Rule, ruleOfContainer } from './finding.ts';
import { lastLinesOf, tellingLine } from './last-line.ts';
import { addressInUse } from './port-taken.ts';
import { named, quoted, times } from './words.ts';

export const crashLoop = ruleOfContainer(
  'crash-loop',
  'A container ends and is started again, over and over',
  (container, pod, now) => {
    const last = lastEndInLoop(container, now);
    const lines = lastLinesOf(container);
    if (!last || last.reason === 'OOMKilled' || lines.some((line) => addressInUse.test(line)))
      return undefined;
    const { state, attempt } = container;
    const count = state.is === 'terminated' ? attempt + 1 : attempt;
    const retryAt = state.is === 'waiting' ? state.retryAt : undefined;
    const why = last.cause === undefined ? '' : `, last because ${last.cause}`;
    const next = `${nextTry('start', retryAt, now)} (CrashLoopBackOff)`;
    const since = firstBadEnd(container);
    return {
      message: `${container.name} ${ending(last)} ${times(count)}${why}${next}${saying(last, lines)}`,
      cure: cureOf(pod.name, container, last, lines),
      evidence: lines,
      ...(since !== undefined && { since }),
      ...(retryAt !== undefined && { until: retryAt }),
    };
  },
);

/** The termination message of an instance, or else the line of its log that tells most. */
function saying(end: Terminated, lines: readonly string[]): string {
  const line = lastWordsOf(end) ?? tellingLine(lines);
  return line === undefined ? '' : `: it said ${quoted(line)}`;
}

function cureOf(
  pod: string,
  { name, role, spans, attempt }: ContainerView,
  end: Terminated,
  lines: readonly string[],
): string {
  const { exitCode, cause, reason } = end;
  if (cause?.includes('probe'))
    return `mend what the probe asks; where ${name} only starts slowly, give it a startupProbe`;
  if (cause?.includes('postStart')) return 'mend the command of its postStart hook';
  if (reason === 'StartError' || exitCode === 126 || exitCode === 127)
    return 'correct its command: the image cannot run it';
  if (exitCode === 0 && role === 'sidecar') {
    const before = spans.findLast((one) => one.attempt < attempt)?.started === undefined;
    return `it exits 0${before ? ' before it has started' : ''}, but a sidecar has to go on running: did you mean an init container? Then leave out its restartPolicy`;
  }
  if (exitCode === 0) return 'have it go on running, or set restartPolicy: OnFailure for a pod that ends';
  return lines.length > 0 || lastWordsOf(end) !== undefined
    ? 'mend what it says'
    : `see in its log why: \`outrider logs ${pod} -c ${name} --previous\``;
}

export const podFailed: Rule = {
  name: 'pod-failed',
  title: 'A pod has failed, or a container that is not started again',
  check: (pod) => {
    const failed = pod.containers.flatMap((container): readonly Found[] => {
      const { state, role } = container;
      if (state.is !== 'terminated' || state.exitCode === 0 || state.restart?.follows) return [];
      const isOfNoWeight = role === 'sidecar' && (pod.terminating || pod.outcome);
      if (isOfNoWeight || state.cause !== undefined || (pod.terminating && !pod.outcome)) return [];
      if (pod.outcome?.phase === 'Succeeded' || state.reason === 'OOMKilled') return [];
      const lines = lastLinesOf(container);
      return [
        {
          container: container.name,
          since: state.at,
          message: `${named(container)} ${ending(state)} and is not started again${saying(state, lines)}`,
          cure: cureOf(pod.name, container, state, lines),
          evidence: [...lines, ...(state.restart ? [state.restart.rule] : [])],
        },
      ];
    });
    if (failed.length > 0 || pod.outcome?.phase !== 'Failed') return failed;
    const { message, at } = pod.outcome;
    return [
      {
        since: at,
        message: `the pod has failed: ${message}`,
        cure: 'mend it and run it again',
        evidence: [],
      },
    ];
  },
};
