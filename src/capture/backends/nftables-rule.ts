import type { IpFamily } from '../../pod/model.ts';
import { type Cidr, cidrText } from '../policy/cidr.ts';
import { type PortRange, portText } from '../policy/port-range.ts';
import type { Chain, Match, Rule } from '../rules/rule.ts';
import { hex } from './iptables-rule.ts';
import { conditionText, type NftCondition, nftablesSignature } from './nftables-condition.ts';

/** The lines that stand for one rule in a native nftables table of the family `inet`. */
export function nftablesLines(rule: Rule, chain: Chain): readonly string[] {
  return eachProtocol(rule, (protocol) =>
    [
      ...nftConditions(rule.match, protocol, chain).map(conditionText),
      'counter',
      actionText(rule, chain),
      `comment "${rule.name}"`,
    ].join(' '),
  );
}

/** The same rules in the spelling in which they are compared with what the kernel holds. */
export function nftablesSignatures(rule: Rule, chain: Chain): readonly string[] {
  return eachProtocol(rule, (protocol) =>
    nftablesSignature(nftConditions(rule.match, protocol, chain), actionText(rule, chain)),
  );
}

/** Packets of the other family pass by a rule set of one family. Undefined where both are captured. */
export function familyGuard(families: readonly IpFamily[]): NftCondition | undefined {
  return families.length === 1 ? { left: 'meta nfproto', not: true, right: families } : undefined;
}

function eachProtocol<T>({ match }: Rule, make: (protocol: string | undefined) => T): readonly T[] {
  return (match.protocols ?? [undefined]).map(make);
}

function nftConditions(match: Match, protocol: string | undefined, chain: Chain): readonly NftCondition[] {
  return [
    ...family(match),
    ...interfaces(match, chain),
    ...addresses(match),
    ...transport(match, protocol),
    ...owner(match),
    ...(match.state ? [{ left: 'ct state', right: [states[match.state]] }] : []),
    ...marks(match),
  ];
}

/** An address condition implies its family. */
function family({ family, source, destinations, notDestination }: Match): readonly NftCondition[] {
  return family && !source && !destinations && !notDestination
    ? [{ left: 'meta nfproto', right: [family] }]
    : [];
}

function interfaces({ interfaces }: Match, { hook }: Chain): readonly NftCondition[] {
  const left = hook === 'output' ? 'oifname' : 'iifname';
  return interfaces ? [{ left, right: interfaces.map((name) => `"${name}"`) }] : [];
}

function addresses({ source, destinations, notDestination }: Match): readonly NftCondition[] {
  const keyword = (range: Cidr) => (range.family === 'ipv4' ? 'ip' : 'ip6');
  return [
    ...(source ? [{ left: `${keyword(source)} saddr`, right: [cidrText(source)] }] : []),
    ...(destinations?.[0]
      ? [{ left: `${keyword(destinations[0])} daddr`, right: destinations.map(cidrText) }]
      : []),
    ...(notDestination ? [unless(`${keyword(notDestination)} daddr`, [cidrText(notDestination)])] : []),
  ];
}

function transport(
  { ports, notPorts, opening }: Match,
  protocol: string | undefined,
): readonly NftCondition[] {
  const texts = (ranges: readonly PortRange[]) => ranges.map((range) => portText(range));
  const conditions = [
    ...(ports ? [{ left: `${protocol} dport`, right: texts(ports) }] : []),
    ...(notPorts ? [unless(`${protocol} dport`, texts(notPorts))] : []),
    ...(opening ? [{ left: 'tcp flags & (fin | syn | rst | ack)', right: ['syn'] }] : []),
  ];
  return conditions.length === 0 && protocol ? [{ left: 'meta l4proto', right: [protocol] }] : conditions;
}

function owner({ uids, gids, notGids }: Match): readonly NftCondition[] {
  return [
    ...(uids ? [{ left: 'meta skuid', right: uids.map(String) }] : []),
    ...(gids ? [{ left: 'meta skgid', right: gids.map(String) }] : []),
    ...(notGids && notGids.length > 0 ? [unless('meta skgid', notGids.map(String))] : []),
  ];
}

const states = { new: 'new', established: 'established,related', invalid: 'invalid' } as const;

function marks({ mark, notMark, connectionMark }: Match): readonly NftCondition[] {
  return [
    ...(mark === undefined ? [] : [{ left: 'meta mark', right: [hex(mark)] }]),
    ...(notMark === undefined ? [] : [unless('meta mark', [hex(notMark)])]),
    ...(connectionMark === undefined ? [] : [{ left: 'ct mark', right: [hex(connectionMark)] }]),
  ];
}

function unless(left: string, right: readonly string[]): NftCondition {
  return { left, not: true, right };
}

function actionText({ verdict, match }: Rule, chain: Chain): string {
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
