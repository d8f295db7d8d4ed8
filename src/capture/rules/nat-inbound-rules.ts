import type { Policy } from '../policy/policy.ts';
import { inboundExemptions, inboundPorts } from './inbound-exemptions.ts';
import type { Chain } from './rule.ts';

/**
 * Connections that reach the pod from outside. Packets on `lo` pass here too, but what becomes of them was decided on
 * their way out.
 */
export function natInbound(policy: Policy): readonly Chain[] {
  return [
    {
      table: 'nat',
      name: 'INBOUND',
      hook: 'prerouting',
      entry: true,
      rules: [
        {
          name: 'loopback-in',
          purpose: 'comes from within the pod: decided on its way out',
          match: { interfaces: ['lo'] },
          verdict: { type: 'return' },
        },
        ...inboundExemptions(policy),
        {
          name: policy.inbound.include === 'all' ? 'all-inbound' : 'included-inbound-port',
          purpose: 'a connection from outside goes to the proxy',
          match: { protocols: ['tcp'], opening: true, ...inboundPorts(policy) },
          verdict: { type: 'redirect', port: policy.ports.inbound },
        },
      ],
    },
  ];
}
