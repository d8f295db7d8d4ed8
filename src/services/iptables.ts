import { servicesChain } from '../capture/backends/backend-name.ts';
import type { Step } from '../capture/backends/step.ts';
import { addressesOf, type Route } from './routes.ts';

type IptablesBackend = 'iptables-nft' | 'iptables-legacy';

/**
 * Fills the chain in both tables and prints what is loaded then, without counters. `$1` is the beginning of the programs'
 * names. The jump goes to the end of OUTPUT, once: capture and Docker's resolver decide before it.
 */
const script = `
nat=$("$1-save" -t nat) && filter=$("$1-save" -t filter) || exit 1
jump() {
  case $1 in *"-A OUTPUT -j ${servicesChain}"*) ;; *) printf '%s\\n' '-A OUTPUT -j ${servicesChain}' ;; esac
}
while IFS= read -r line; do
  case $line in @nat) jump "$nat" ;; @filter) jump "$filter" ;; *) printf '%s\\n' "$line" ;; esac
done | "$1-restore" --noflush --wait 5 || exit 1
"$1-save" | grep -e '-j ${servicesChain}' -e '^-A ${servicesChain} '
`.trimStart();

/** Loads the rules in one transaction for each table. */
export function iptablesStep(backend: IptablesBackend, routes: readonly Route[]): Step {
  return {
    argv: ['sh', '-c', script, 'sh', backend],
    stdin: iptablesText(routes),
    purpose: 'load the rules of Services',
  };
}

/** Prints what `iptablesStep` has printed, for as long as nobody has changed it. */
export function iptablesCheckStep(backend: IptablesBackend): Step {
  const look = `"$1-save" | grep -e '-j ${servicesChain}' -e '^-A ${servicesChain} '`;
  return { argv: ['sh', '-c', look, 'sh', backend], purpose: 'see whether the rules of Services are loaded' };
}

/** The text for `iptables-restore`; a line that begins with `@` stands for the jump of that table. */
export function iptablesText(routes: readonly Route[]): string {
  return [
    '*nat',
    `:${servicesChain} - [0:0]`,
    '@nat',
    ...routes.flatMap(natLines),
    'COMMIT',
    '*filter',
    `:${servicesChain} - [0:0]`,
    '@filter',
    ...addressesOf(routes).map(
      (ip) =>
        `-A ${servicesChain} -d ${ip}/32 ${comment(`service ${ip} refused`)} -j REJECT --reject-with icmp-port-unreachable`,
    ),
    'COMMIT',
    '',
  ].join('\n');
}

/** The first of n takes one in n, the second one in n - 1 of the rest, and the last one all that is left. */
function natLines({ name, clusterIP, protocol, port, targets }: Route): readonly string[] {
  return targets.map((target, index) => {
    const left = targets.length - index;
    return [
      `-A ${servicesChain} -d ${clusterIP}/32 -p ${protocol} --dport ${port}`,
      comment(`service ${name} to ${target}`),
      ...(left > 1 ? [`-m statistic --mode random --probability ${(1 / left).toFixed(10)}`] : []),
      `-j DNAT --to-destination ${target}`,
    ].join(' ');
  });
}

function comment(text: string): string {
  return `-m comment --comment "outrider:${text}"`;
}
