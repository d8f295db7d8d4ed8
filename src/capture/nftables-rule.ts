import { cidrText } from './cidr.ts';
import { hex } from './iptables-rule.ts';
import { type PortRange, portText } from './port-range.ts';
import type { Chain, Match, Rule } from './rule.ts';

/** The lines that stand for one rule in a native nftables table of the family `inet`. */
export function nftablesLines(rule: Rule, chain: Chain): readonly string[] {
  const { match } = rule;
  return (match.protocols ?? [undefined]).map((protocol) =>
    [
      ...family(match),
      ...interfaces(match, chain),
      ...addresses(match),
      ...transport(match, protocol),
      ...owner(match),
      ...(match.state ? [`ct state ${states[match.state]}`] : []),
      ...marks(match),
      'counter',
      verdictText(rule, chain),
      `comment "${rule.name}"`,
    ].join(' '),
  );
}

/** An address condition implies its family. */
function family({ family, source, destinations, notDestination }: Match): readonly string[] {
  return family && !source && !destinations && !notDestination ? [`meta nfproto ${family}`] : [];
}

function interfaces({ interfaces }: Match, { hook }: Chain): readonly string[] {
  return interfaces ? [`${hook === 'output' ? 'oifname' : 'iifname'} ${oneOf(interfaces.map(quoted))}`] : [];
}

function addresses({ source, destinations, notDestination }: Match): readonly string[] {
  const keyword = (family: string) => (family === 'ipv4' ? 'ip' : 'ip6');
  return [
    ...(source ? [`${keyword(source.family)} saddr ${cidrText(source)}`] : []),
    ...(destinations?.[0]
      ? [`${keyword(destinations[0].family)} daddr ${oneOf(destinations.map(cidrText))}`]
      : []),
    ...(notDestination ? [`${keyword(notDestination.family)} daddr != ${cidrText(notDestination)}`] : []),
  ];
}

function transport({ ports, notPorts, opening }: Match, protocol: string | undefined): readonly string[] {
  const conditions = [
    ...(ports ? [`${protocol} dport ${portSet(ports)}`] : []),
    ...(notPorts ? [`${protocol} dport != ${portSet(notPorts)}`] : []),
    ...(opening ? ['tcp flags & (fin | syn | rst | ack) == syn'] : []),
  ];
  return conditions.length === 0 && protocol ? [`meta l4proto ${protocol}`] : conditions;
}

function portSet(ports: readonly PortRange[]): string {
  return oneOf(ports.map((range) => portText(range)));
}

function owner({ uids, gids, notGids }: Match): readonly string[] {
  return [
    ...(uids ? [`meta skuid ${oneOf(uids.map(String))}`] : []),
    ...(gids ? [`meta skgid ${oneOf(gids.map(String))}`] : []),
    ...(notGids && notGids.length > 0 ? [`meta skgid != ${oneOf(notGids.map(String))}`] : []),
  ];
}

const states = { new: 'new', established: 'established,related', invalid: 'invalid' } as const;

function marks({ mark, notMark, connectionMark }: Match): readonly string[] {
  return [
    ...(mark === undefined ? [] : [`meta mark ${hex(mark)}`]),
    ...(notMark === undefined ? [] : [`meta mark != ${hex(notMark)}`]),
    ...(connectionMark === undefined ? [] : [`ct mark ${hex(connectionMark)}`]),
  ];
}

function verdictText({ verdict, match }: Rule, chain: Chain): string {
  switch (verdict.type) {
    case 'return':
    case 'drop':
      return verdict.type;
    case 'goto':
      return `goto ${chainName({ table: chain.table, name: verdict.chain })}`;
    case 'redirect':
      return `redirect to :${verdict.port}`;
    case 'tproxy':
      return `tproxy ${match.family === 'ipv6' ? 'ip6' : 'ip'} to :${verdict.port} meta mark set ${hex(verdict.mark)} accept`;
    case 'mark':
      return `meta mark set ${hex(verdict.mark)}`;
    case 'divert':
      return `meta mark set ${hex(verdict.mark)} accept`;
    case 'save-mark':
      return 'ct mark set meta mark';
    case 'restore-mark':
      return 'meta mark set ct mark';
    case 'reject':
      return 'reject with icmpx type port-unreachable';
  }
}

/** All chains share one table, so each carries the name of the iptables table that it stands for. */
export function chainName({ table, name }: Pick<Chain, 'table' | 'name'>): string {
  return `${table}_${name.toLowerCase()}`;
}

function oneOf(list: readonly string[]): string {
  return list.length === 1 ? list[0]! : `{ ${list.join(', ')} }`;
}

function quoted(text: string): string {
  return `"${text}"`;
}
