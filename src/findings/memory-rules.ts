import { nextTry } from '../events/explain/phrases.ts';
import { ruleOfContainer } from './finding.ts';
import { mebibytes, named, times } from './words.ts';

/** An instance that has run for so long has got over the end of the one before. */
const recoveredMs = 60_000;

export const outOfMemory = ruleOfContainer(
  'out-of-memory',
  'A container was killed because it used more memory than it may',
  (container, pod, now) => {
    const { state, lastTerminated, spans, asks } = container;
    const last = state.is === 'terminated' ? state : lastTerminated;
    if (last?.reason !== 'OOMKilled' || pod.outcome?.phase === 'Succeeded') return undefined;
    if (state.is === 'running' && now - Date.parse(state.since) >= recoveredMs) return undefined;
    const count = spans.filter(({ reason }) => reason === 'OOMKilled').length;
    const retryAt = state.is === 'waiting' ? state.retryAt : undefined;
    const limit = asks?.memoryBytes;
    const of = limit === undefined ? '' : `: it wants more than its limit of ${mebibytes(limit)}`;
    return {
      since: last.at,
      message: `${named(container)} was killed for want of memory (OOMKilled) ${times(count)}${of}${nextTry('start', retryAt, now)}`,
      cure:
        limit === undefined
          ? 'have it use less memory, or give the engine more'
          : 'raise resources.limits.memory, or have it use less',
      evidence: [],
      ...(retryAt !== undefined && { until: retryAt }),
    };
  },
);

export const memoryHigh = ruleOfContainer(
  'memory-high',
  'A container uses nearly all the memory that it may',
  (container) => {
    const { memory, state } = container;
    if (!memory || state.is !== 'running') return undefined;
    const share = Math.floor((100 * memory.bytes) / memory.limitBytes);
    return {
      since: memory.since,
      message: `${named(container)} uses ${share} % of its memory limit of ${mebibytes(memory.limitBytes)}: beyond it the kernel kills it`,
      cure: 'raise resources.limits.memory, or have it use less',
      evidence: [`it used ${mebibytes(memory.bytes)}`],
    };
  },
);
