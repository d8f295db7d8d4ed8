import { servicesTable } from '../capture/backends/backend-name.ts';
import type { Step } from '../capture/backends/step.ts';
import { addressesOf, type Route } from './routes.ts';

/** Behind capture's own table (-110) and behind everything that iptables has (-100). */
const natPriority = -90;

/** Replaces the table in one transaction, and prints it without counters. */
export function nftablesStep(routes: readonly Route[]): Step {
  return {
    argv: ['sh', '-c', `nft -f - && nft -s list table ip ${servicesTable}`],
    stdin: nftablesText(routes),
    purpose: 'load the rules of Services',
  };
}

/** Prints what `nftablesStep` has printed, for as long as nobody has changed it. */
export const nftablesCheckStep: Step = {
  argv: ['nft', '-s', 'list', 'table', 'ip', servicesTable],
  purpose: 'see whether the rules of Services are loaded',
};

/** The text for `nft -f`. */
export function nftablesText(routes: readonly Route[]): string {
  return [
    `table ip ${servicesTable}`,
    `delete table ip ${servicesTable}`,
    `table ip ${servicesTable} {`,
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
    '}',
    '',
  ].join('\n');
}

function natLines({ name, clusterIP, protocol, port, targets }: Route): readonly string[] {
  return targets.map((target, index) => {
    const left = targets.length - index;
    const share = left > 1 ? `numgen random mod ${left} == 0 ` : '';
    return `    ip daddr ${clusterIP} ${protocol} dport ${port} ${share}counter dnat to ${target} comment "service ${name} to ${target}"`;
  });
}
