import type { ContainerUsage, Traffic } from '../../events/traffic.ts';
import type { EventOf, OutriderEvent } from '../../events/types.ts';
import { firstWhere } from './first-where.ts';

/** What was sampled of the pods, for any moment. */
export interface Samples {
  readonly add: (events: readonly OutriderEvent[]) => void;
  /** The newest sample of a pod until a moment, in milliseconds since 1970; undefined before the first. */
  readonly trafficAt: (pod: string, time: number) => Traffic | undefined;
  readonly usageAt: (pod: string, time: number) => readonly ContainerUsage[];
  /** Whether the rules and the connections of any pod were sampled. */
  readonly hasTraffic: () => boolean;
}

type Sample = EventOf<'TrafficSampled'> | EventOf<'UsageSampled'>;

export function isSample(event: OutriderEvent): event is Sample {
  return event.type === 'TrafficSampled' || event.type === 'UsageSampled';
}

export function createSamples(): Samples {
  const traffic = createSeries<Traffic>();
  const usage = createSeries<readonly ContainerUsage[]>();
  return {
    add(events) {
      for (const event of events) {
        const at = Date.parse(event.time);
        if (event.type === 'TrafficSampled')
          traffic.add(event.pod, at, { rules: event.counters, flows: event.flows });
        if (event.type === 'UsageSampled') usage.add(event.pod, at, event.usage);
      }
    },
    trafficAt: traffic.at,
    usageAt: (pod, time) => usage.at(pod, time) ?? [],
    hasTraffic: () => traffic.size() > 0,
  };
}

function createSeries<Value>() {
  const byPod = new Map<string, { readonly at: number; readonly value: Value }[]>();
  return {
    size: () => byPod.size,
    add(pod: string, at: number, value: Value): void {
      const series = byPod.get(pod) ?? [];
      series.push({ at, value });
      byPod.set(pod, series);
    },
    at(pod: string, time: number): Value | undefined {
      const series = byPod.get(pod) ?? [];
      return series[firstWhere(series.length, (index) => series[index]!.at > time) - 1]?.value;
    },
  };
}
