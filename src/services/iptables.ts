import { servicesChain } from '../capture/backends/backend-name.ts';
import type { Step } from '../capture/backends/step.ts';
import { addressesOf, type Place, type Route } from './routes.ts';

type IptablesBackend = 'iptables-nft' | 'iptables-legacy';

/** Prints what is loaded, without counters. `$1` is the beginning of the programs' names. */
const look = `"$1-save" | grep -e '-j ${servicesChain}' -e '^-A ${servicesChain} ' -e '^-A POSTROUTING .*--ctstate DNAT '`;

/** Leaves out a line behind `@TABLE` that is there. Where the tables cannot be read, what it prints cannot be loaded. */
const once = `
my %there;
for my $table (qw(nat filter)) {
    $there{$table} = qx($ARGV[0]-save -t $table);
    if ($?) { print "*unreadable\\n"; exit 1 }
}
while (my $line = <STDIN>) {
    next if $line =~ s/^@(nat|filter) // && $there{$1} =~ /^\\Q$line\\E/m;
    print $line;
}
`.trimStart();

/** Fills the chain in both tables and prints what is loaded then. */
const script = `
perl -e '${once}' "$1" | "$1-restore" --noflush --wait 5 || exit 1
${look}
`.trimStart();

/** Loads the rules in one transaction for each table. */
export function iptablesStep(backend: IptablesBackend, routes: readonly Route[], place: Place): Step {
  return {
    argv: ['sh', '-c', script, 'sh', backend],
    stdin: iptablesText(routes, place),
    purpose: 'load the rules of Services',
  };
}

/** Prints what `iptablesStep` has printed, for as long as nobody has changed it. */
export function iptablesCheckStep(backend: IptablesBackend): Step {
  return { argv: ['sh', '-c', look, 'sh', backend], purpose: 'see whether the rules of Services are loaded' };
}

/**
 * The text for `iptables-restore`. A line behind `@TABLE` goes to the end of its table, once: in OUTPUT, capture and Docker's
 * resolver decide before it.
 */
export function iptablesText(routes: readonly Route[], place: Place): string {
  const isGateway = place === 'gateway';
  return [
    '*nat',
    `:${servicesChain} - [0:0]`,
    `@nat -A ${isGateway ? 'PREROUTING' : 'OUTPUT'} -j ${servicesChain}`,
    // The answer has to come back through the gateway.
    ...(isGateway ? ['@nat -A POSTROUTING -m conntrack --ctstate DNAT -j MASQUERADE'] : []),
    ...routes.flatMap(natLines),
    'COMMIT',
    ...(isGateway ? [] : filterLines(routes)),
    '',
  ].join('\n');
}

function filterLines(routes: readonly Route[]): readonly string[] {
  return [
    '*filter',
    `:${servicesChain} - [0:0]`,
    `@filter -A OUTPUT -j ${servicesChain}`,
    ...addressesOf(routes).map(
      (ip) =>
        `-A ${servicesChain} -d ${ip}/32 ${comment(`service ${ip} refused`)} -j REJECT --reject-with icmp-port-unreachable`,
    ),
    'COMMIT',
  ];
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
