import { duration } from '../events/explain/phrases.ts';
import type { Finding, Rule } from './finding.ts';

export const networkLost: Rule = {
  name: 'network-lost',
  title: "The pod's holder has no network",
  check: ({ disconnected, outcome }) =>
    disconnected === undefined || outcome
      ? []
      : [
          {
            message: `the pod's holder has no network: ${disconnected}`,
            cure: 'it is connected again as soon as it can be; see who disconnected it with `docker network`',
            evidence: [],
          },
        ],
};

export const clockDiffers: Rule = {
  name: 'clock-differs',
  title: "The engine's clock is not this machine's",
  check: ({ clock, outcome }) => {
    if (!clock || outcome) return [];
    const { aheadMs, since } = clock;
    const side = aheadMs > 0 ? 'ahead of' : 'behind';
    return [
      {
        since,
        message: `the engine's clock is ${duration(Math.abs(aheadMs))} ${side} this machine's: times of log lines and of events do not compare`,
        cure: 'set the clock of the engine, or of its virtual machine: after sleep, restart it or run its time service',
        evidence: [],
      },
    ];
  },
};

export const supervisorSilentName = 'supervisor-silent';
export const silentTitle = 'The process that supervises a pod does not answer, or there is none';

/** What is wrong with a pod whose supervisor does not answer: all that can be known of it. */
export function supervisorSilent(of: {
  readonly pod: string;
  /** One sentence: who supervises it, and what that process does. */
  readonly words: string;
  readonly hint: string;
}): Finding {
  const cure = of.hint.replace(/\.$/, '');
  return { name: supervisorSilentName, pod: of.pod, message: of.words, cure, evidence: [] };
}
