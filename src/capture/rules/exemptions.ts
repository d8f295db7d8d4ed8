import { cidrText } from '../policy/cidr.ts';
import type { Policy } from '../policy/policy.ts';
import { portText } from '../policy/port-range.ts';
import type { Rule } from './rule.ts';
import { byFamily } from './rule-parts.ts';

const verdict = { type: 'return' } as const;

/** What is left alone on the way out, each reason by itself; the order is the caller's. */
export const leftAlone = {
  interfaces: ({ excludeInterfaces }: Policy): readonly Rule[] =>
    some(excludeInterfaces, {
      name: 'excluded-interface-out',
      purpose: `leaves by an excluded interface: ${excludeInterfaces.join(', ')}`,
      match: { interfaces: excludeInterfaces },
      verdict,
    }),

  ports: ({ outbound: { excludePorts } }: Policy): readonly Rule[] =>
    some(excludePorts, {
      name: 'excluded-outbound-port',
      purpose: `excluded: port ${excludePorts.map((range) => portText(range)).join(', ')}`,
      match: { protocols: ['tcp', 'udp'], ports: excludePorts },
      verdict,
    }),

  bypass: ({ outbound: { bypassUids } }: Policy): readonly Rule[] =>
    some(bypassUids, {
      name: 'bypass-uid',
      purpose: `excluded: traffic of uid ${bypassUids.join(', ')}`,
      match: { uids: bypassUids },
      verdict,
    }),

  groups: ({ outbound: { includeGroups, excludeGroups } }: Policy): readonly Rule[] =>
    includeGroups === 'all'
      ? some(excludeGroups, {
          name: 'excluded-owner-group',
          purpose: `excluded: traffic of group ${excludeGroups.join(', ')}`,
          match: { gids: excludeGroups },
          verdict,
        })
      : [
          {
            name: 'other-owner-group',
            purpose: `not of a captured group: ${includeGroups.join(', ') || 'none is listed'}`,
            match: { notGids: includeGroups },
            verdict,
          },
        ],

  loopback: (): readonly Rule[] => [
    {
      name: 'loopback',
      purpose: 'stays within the pod: localhost, or the pod’s own address',
      match: { interfaces: ['lo'] },
      verdict,
    },
  ],

  ranges: ({ families, outbound: { excludeRanges } }: Policy): readonly Rule[] =>
    byFamily(families, excludeRanges).map(({ family, ranges }) => ({
      name: 'excluded-outbound-range',
      purpose: `excluded: ${excludeRanges.map(cidrText).join(', ')}`,
      match: { family, destinations: ranges },
      verdict,
    })),
};

function some(list: readonly unknown[], rule: Rule): readonly Rule[] {
  return list.length === 0 ? [] : [rule];
}
