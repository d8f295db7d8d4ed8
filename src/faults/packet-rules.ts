import type { Fault } from './fault.ts';

/** The beginning of the names of chains. Capture and Services have others, and take these for rules of somebody else. */
const faultChain = 'OUTRIDER-FAULT';

/** A fault about packets, as the holder's program `fault` takes it. */
export interface PacketRules {
  /** Texts for `iptables-restore` and `ip6tables-restore`; empty where there is nothing to match. */
  readonly v4: string;
  readonly v6: string;
  /** What follows `tc qdisc replace dev INTERFACE root`; absent for a fault without one. */
  readonly qdisc?: string;
}

/** Addresses of a peer, by family; CIDR ranges are allowed. */
export interface PeerAddresses {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

/**
 * What a fault takes in the pod's namespace. Connections within the pod go over `lo` and are left alone: probes of the holder, and
 * those between the app and its proxy.
 *
 * @param peer The addresses of the peer, for a partition.
 */
export function packetRules(id: string, fault: Fault, peer: PeerAddresses = { v4: [], v6: [] }): PacketRules {
  switch (fault.kind) {
    case 'loss': {
      const dropped = `${chance(fault.percent)}-j DROP`;
      return inBoth(id, { I: [`! -i lo ${dropped}`], P: [`! -o lo ${dropped}`] });
    }
    case 'reset': {
      const answered = `${requests} ${chance(fault.percent)}-j REJECT --reject-with tcp-reset`;
      // A packet that is led to the proxy is on its way to the outside until this hook has ended, so its address is what tells.
      return inBoth(id, { I: [`! -i lo ${answered}`], O: [`-m addrtype ! --dst-type LOCAL ${answered}`] });
    }
    case 'partition':
      return { v4: restoreText(id, dropsOf(peer.v4)), v6: restoreText(id, dropsOf(peer.v6)) };
    case 'dns':
      return {
        v4: restoreText(id, { O: dnsRules(fault.answer, 'icmp-port-unreachable') }),
        v6: restoreText(id, { O: dnsRules(fault.answer, 'icmp6-port-unreachable') }),
      };
    case 'latency':
      return { v4: '', v6: '', qdisc: `netem delay ${delay(fault.ms, fault.jitterMs)} limit 100000` };
    case 'bandwidth': {
      const { bitsPerSecond } = fault;
      return {
        ...{ v4: '', v6: '' },
        qdisc: `tbf rate ${bitsPerSecond}bit burst ${burst(bitsPerSecond)} latency 400ms`,
      };
    }
    default:
      return { v4: '', v6: '' };
  }
}

/** Where a chain is asked. What goes out is dropped where its last interface is known; only INPUT and OUTPUT can reject. */
const hooks = {
  I: { table: 'filter', hook: 'INPUT' },
  O: { table: 'filter', hook: 'OUTPUT' },
  P: { table: 'mangle', hook: 'POSTROUTING' },
} as const;

type Rules = { readonly [H in keyof typeof hooks]?: readonly string[] };

/** Data from the side that connected. */
const requests = '-p tcp --tcp-flags PSH PSH -m conntrack --ctdir ORIGINAL';

function inBoth(id: string, rules: Rules): PacketRules {
  const text = restoreText(id, rules);
  return { v4: text, v6: text };
}

function dropsOf(addresses: readonly string[]): Rules {
  return {
    I: addresses.map((address) => `-s ${address} -j DROP`),
    P: addresses.map((address) => `-d ${address} -j DROP`),
  };
}

/** The jumps go to the front: rules of others would let packets pass before. */
function restoreText(id: string, rules: Rules): string {
  const used = (['I', 'O', 'P'] as const).filter((letter) => rules[letter]?.length);
  const tables = [...new Set(used.map((letter) => hooks[letter].table))];
  return tables
    .flatMap((table) => {
      const here = used.filter((letter) => hooks[letter].table === table);
      const name = (letter: keyof Rules): string => `${faultChain}-${id}-${letter}`;
      return [
        `*${table}`,
        ...here.map((letter) => `:${name(letter)} - [0:0]`),
        ...here.flatMap((letter) => rules[letter]!.map((rule) => `-A ${name(letter)} ${rule}`)),
        ...here.map((letter) => `-I ${hooks[letter].hook} 1 -j ${name(letter)}`),
        'COMMIT\n',
      ];
    })
    .join('\n');
}

/** Docker, capture and Services lead port 53 elsewhere before this chain, so the port that was asked for counts. */
function dnsRules(answer: 'fail' | 'timeout', refusal: string): readonly string[] {
  const asked = '-m conntrack --ctdir ORIGINAL --ctorigdstport 53';
  return answer === 'timeout'
    ? ['udp', 'tcp'].map((protocol) => `-p ${protocol} ${asked} -j DROP`)
    : [
        `-p udp ${asked} -j REJECT --reject-with ${refusal}`,
        `-p tcp ${asked} -j REJECT --reject-with tcp-reset`,
      ];
}

function chance(percent: number): string {
  return percent === 100 ? '' : `-m statistic --mode random --probability ${(percent / 100).toFixed(8)} `;
}

function delay(ms: number, jitterMs: number): string {
  return jitterMs > 0 ? `${ms}ms ${jitterMs}ms` : `${ms}ms`;
}

/** tbf needs room for what one tick of the kernel lets through, and for one packet of the largest size with offloading. */
function burst(bitsPerSecond: number): number {
  return Math.max(65_536, Math.ceil(bitsPerSecond / 8 / 100));
}
