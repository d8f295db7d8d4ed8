import type { IpFamily } from '../../pod/model.ts';
import { type Cidr, cidrText } from '../policy/cidr.ts';
import { multiportGroups, type PortRange, portText } from '../policy/port-range.ts';
import type { Chain, Match, Rule, Verdict } from '../rules/rule.ts';
import { chainPrefix, commentPrefix } from './backend-name.ts';

/**
 * The lines that stand for one rule in iptables, as arguments without `-A CHAIN`: several where iptables has no list for
 * a condition. Empty for a rule of the other family. Ids are numbers always: a name would be looked up in the wrong image.
 */
export function iptablesLines(rule: Rule, chain: Chain, family: IpFamily): readonly string[] {
  const { match } = rule;
  if (match.family && match.family !== family) return [];
  const comment = `-m comment --comment ${commentPrefix}${rule.name}`;
  const matches = product([
    (match.protocols ?? [undefined]).map((protocol) => (protocol ? `-p ${protocol}` : '')),
    (match.interfaces ?? ['']).map((name) => name && `${chain.hook === 'output' ? '-o' : '-i'} ${name}`),
    [match.source ? `-s ${text(match.source)}` : ''],
    destinations(match),
    [match.opening ? '--tcp-flags FIN,SYN,RST,ACK SYN' : ''],
    ports(match),
    owners(match),
    [state(match), marks(match)],
  ]);
  return matches.flatMap((conditions) =>
    verdicts(rule.verdict, family).map((verdict) => [...conditions, comment, verdict].join(' ')),
  );
}

/** Every way to take one entry of each list; a list inside is a conjunction already. Empty entries vanish. */
function product(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const [first, ...rest] = lists;
  if (!first) return [[]];
  const tails = product(rest);
  const last = rest.length === 0;
  if (last) return [first.filter((part) => part !== '')];
  return first.flatMap((head) => tails.map((tail) => (head === '' ? tail : [head, ...tail])));
}

function destinations({ destinations, notDestination }: Match): readonly string[] {
  if (destinations) return destinations.map((range) => `-d ${text(range)}`);
  return [notDestination ? `! -d ${text(notDestination)}` : ''];
}

function ports({ ports, notPorts }: Match): readonly string[] {
  if (notPorts) return [`! ${portArguments(notPorts)}`.replace(/^! -m multiport/, '-m multiport !')];
  return ports ? multiportGroups(ports).map(portArguments) : [''];
}

function portArguments(group: readonly PortRange[]): string {
  const list = group.map((range) => portText(range, ':')).join(',');
  return group.length === 1 ? `--dport ${list}` : `-m multiport --dports ${list}`;
}

function owners({ uids, gids, notGids }: Match): readonly string[] {
  if (uids) return uids.map((uid) => `-m owner --uid-owner ${uid}`);
  if (gids) return gids.map((gid) => `-m owner --gid-owner ${gid}`);
  return [(notGids ?? []).map((gid) => `-m owner ! --gid-owner ${gid}`).join(' ')];
}

const states = { new: 'NEW', established: 'RELATED,ESTABLISHED', invalid: 'INVALID' } as const;

function state({ state }: Match): string {
  return state ? `-m conntrack --ctstate ${states[state]}` : '';
}

function marks({ mark, notMark, connectionMark }: Match): string {
  if (mark !== undefined) return `-m mark --mark ${hex(mark)}`;
  if (notMark !== undefined) return `-m mark ! --mark ${hex(notMark)}`;
  return connectionMark === undefined ? '' : `-m connmark --mark ${hex(connectionMark)}`;
}

function verdicts(verdict: Verdict, family: IpFamily): readonly string[] {
  switch (verdict.type) {
    case 'return':
      return ['-j RETURN'];
    case 'goto':
      return [`-g ${chainPrefix}${verdict.chain}`];
    case 'redirect':
      return [`-j REDIRECT --to-ports ${verdict.port}`];
    case 'tproxy':
      return [`-j TPROXY --on-port ${verdict.port} --tproxy-mark ${hex(verdict.mark)}/0xffffffff`];
    case 'mark':
      return [`-j MARK --set-xmark ${hex(verdict.mark)}/0xffffffff`];
    case 'divert':
      return [`-j MARK --set-xmark ${hex(verdict.mark)}/0xffffffff`, '-j ACCEPT'];
    case 'save-mark':
      return ['-j CONNMARK --save-mark'];
    case 'restore-mark':
      return ['-j CONNMARK --restore-mark'];
    case 'reject':
      return [`-j REJECT --reject-with ${family === 'ipv4' ? 'icmp' : 'icmp6'}-port-unreachable`];
    case 'drop':
      return ['-j DROP'];
  }
}

function text(range: Cidr): string {
  return cidrText(range);
}

export function hex(mark: number): string {
  return `0x${mark.toString(16)}`;
}
