import { servicesTable } from '../capture/backends/backend-name.ts';
import type { Step } from '../capture/backends/step.ts';
import { addressesOf, type Place, type Route } from './routes.ts';

/** Behind capture's own table (-110) and behind everything that iptables has (-100). */
const natPriority = -90;

/** Replaces the table in one transaction, and prints it without counters. */
export function nftablesStep(routes: readonly Route[], place: Place): Step {
  return {
    argv: ['sh', '-c', `nft -f - && nft -s list table ip ${servicesTable}`],
    stdin: nftablesText(routes, place),
    purpose: 'load the rules of Services',
  };
}

/** Prints what `nftablesStep` has printed, for as long as nobody has changed it. */
export const nftablesCheckStep: Step = {
  argv: ['nft', '-s', 'list', 'table', 'ip', servicesTable],
  purpose: 'see whether the rules of Services are loaded',
};

/** The text for `nft -f`. */
export function nftablesText(routes: readonly Route[], place: Place): string {
  return [
    `table ip ${servicesTable}`,
    `delete table ip ${servicesTable}`,
    `table ip ${servicesTable} {`,
    ...(place === 'gateway' ? gatewayChains(routes) : podChains(routes)),
    '}',
    '',
  ].join('\n');
}

function podChains(routes: readonly Route[]): readonly string[] {
  return [
    '  chain output {',
    `    type nat hook output priority ${natPriority}; policy accept;`,
    ...routes.flatMap(natLines),
    '  }',
    '  chain refuse {',
    '    type filter hook output priority 0; policy accept;',
    ...addressesOf(routes).map(
      (ip) =>
        `    ip daddr ${ip} counter reject with icmp type port-unreachable comment "service ${ip} refused"`,
    ),
    '  }',
  ];
}

/** The answer has to come back through the gateway. */
function gatewayChains(routes: readonly Route[]): readonly string[] {
  return [
    '  chain prerouting {',
    `    type nat hook prerouting priority ${natPriority}; policy accept;`,
    ...routes.flatMap(natLines),
    '  }',
    '  chain postrouting {',
    '    type nat hook postrouting priority 110; policy accept;',
    '    ct status dnat masquerade',
    '  }',
  ];
}

function natLines({ name, clusterIP, protocol, port, targets }: Route): readonly string[] {
  return targets.map((target, index) => {
    const left = targets.length - index;
    const share = left > 1 ? `numgen random mod ${left} == 0 ` : '';
    return `    ip daddr ${clusterIP} ${protocol} dport ${port} ${share}counter dnat to ${target} comment "service ${name} to ${target}"`;
  });
}
