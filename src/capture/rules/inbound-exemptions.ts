import type { Policy } from '../policy/policy.ts';
import { portText } from '../policy/port-range.ts';
import type { Match, Rule } from './rule.ts';
import { exactly } from './rule-parts.ts';

const verdict = { type: 'return' } as const;

/** What is left alone on the way in, in REDIRECT and in TPROXY mode. */
export function inboundExemptions({ excludeInterfaces, inbound, ports }: Policy): readonly Rule[] {
  const { include, exclude } = inbound;
  const rules: Rule[] = [];
  if (excludeInterfaces.length > 0)
    rules.push({
      name: 'excluded-interface-in',
      purpose: `comes in by an excluded interface: ${excludeInterfaces.join(', ')}`,
      match: { interfaces: excludeInterfaces },
      verdict,
    });
  rules.push(
    {
      name: 'tunnel-port',
      purpose: 'the proxy’s own tunnel port',
      match: { protocols: ['tcp'], ports: [exactly(ports.tunnel)] },
      verdict,
    },
    {
      name: 'capture-port-called',
      purpose:
        'somebody outside calls a capture port itself: the proxy sees its own address, and should refuse',
      match: {
        protocols: ['tcp'],
        opening: true,
        ports: [exactly(ports.inbound), exactly(ports.outbound)].sort((a, b) => a.from - b.from),
      },
      verdict,
    },
  );
  if (include === 'all' && exclude.length > 0)
    rules.push({
      name: 'excluded-inbound-port',
      purpose: `excluded: port ${exclude.map((range) => portText(range)).join(', ')}`,
      match: { protocols: ['tcp'], ports: exclude },
      verdict,
    });
  return rules;
}

/** The ports that are captured inbound, as a condition. */
export function inboundPorts({ inbound: { include } }: Policy): Pick<Match, 'ports'> {
  return include === 'all' ? {} : { ports: include };
}
