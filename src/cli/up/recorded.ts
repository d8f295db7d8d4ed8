import type { Pod } from '../../pod/model.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { surroundings } from '../run-wiring.ts';
import { sampled } from '../show/sampled.ts';
import { usageEveryMs } from '../show/show-ui.ts';
import { trafficOf } from '../show/traffic.ts';
import type { AttachedOptions } from './options.ts';

/** What a recording holds: the events, and every 2 s what containers use and what the rules of pods with capture have counted. */
export function recorded(
  events: EventSource,
  pods: readonly Pod[],
  { connection: { docker }, engineFor }: Pick<AttachedOptions, 'connection' | 'engineFor'>,
): EventSource {
  return sampled(events, {
    usage: async function* (ids, signal) {
      const { sampleUsage } = await import('../../docker/stats.ts');
      yield* sampleUsage(docker, ids, usageEveryMs, signal);
    },
    traffic: async (name, signal) => {
      const pod = pods.find((one) => one.name === name);
      return pod ? trafficOf(pod, engineFor(pod), signal) : { rules: [], flows: [] };
    },
    wall: surroundings.clock.wall,
    repeat: (callback) => {
      const timer = setInterval(callback, usageEveryMs);
      return () => clearInterval(timer);
    },
    signal: new AbortController().signal,
  });
}
