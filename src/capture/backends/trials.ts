import { type Backend, chainPrefix } from './backend-name.ts';
import type { IptablesBackend } from './iptables.ts';
import type { Step } from './step.ts';

/**
 * What a kernel may lack, piece by piece (kernels of virtual machines differ, and no container can load a module):
 * `base` is redirect with owner match, which all capture needs.
 */
export type Feature = 'base' | 'multiport' | 'conntrack' | 'reject' | 'ipv6' | 'tproxy' | 'zones';

/** Loads a harmless rule, in a chain that no packet reaches, and takes it away again. */
export interface Trial {
  readonly backend: Backend;
  readonly feature: Feature;
  readonly load: Step;
  readonly unload: Step;
}

export const features: readonly Feature[] = [
  'base',
  'multiport',
  'conntrack',
  'reject',
  'ipv6',
  'tproxy',
  'zones',
];

/** What each feature is there for, for `doctor`. */
export const featurePurpose: Readonly<Record<Feature, string>> = {
  base: 'capture of TCP with an exempt proxy',
  multiport: 'lists of ports',
  conntrack: 'dropInvalid, and quic: reject',
  reject: 'quic: reject',
  ipv6: 'capture of IPv6',
  tproxy: 'mode TPROXY',
  zones: 'nothing here: a DNS proxy that asks from a loopback address of its own needs no zones',
};

/** A trial loads for real: `--test` of the nft variant never asks the kernel. */
export function trialOf(backend: Backend, feature: Feature): Trial {
  return backend === 'nftables' ? nftTrial(feature) : iptablesTrial(backend, feature);
}

/** All features of one backend. */
export function featureTrials(backend: Backend): readonly Trial[] {
  return features.map((feature) => trialOf(backend, feature));
}

const tcp = '-p tcp --tcp-flags FIN,SYN,RST,ACK SYN';
const owner = '-m owner --uid-owner 4294967294';
const redirect = '-j REDIRECT --to-ports 1';

const iptablesRules: Readonly<Record<Feature, readonly [table: string, rule: string]>> = {
  base: ['nat', `${tcp} ${owner} -m comment --comment outrider:trial ${redirect}`],
  multiport: ['nat', `-p tcp -m multiport --dports 1,2:3 ${redirect}`],
  conntrack: ['mangle', '-m conntrack --ctstate INVALID -j DROP'],
  reject: ['filter', '-p udp --dport 443 -j REJECT --reject-with icmp-port-unreachable'],
  ipv6: ['nat', `${tcp} ${owner} ${redirect}`],
  tproxy: ['mangle', '-p tcp -j TPROXY --on-port 1 --tproxy-mark 0x1/0xffffffff'],
  zones: ['raw', '-p udp -j CT --zone 1'],
};

function iptablesTrial(backend: IptablesBackend, feature: Feature): Trial {
  const [table, rule] = iptablesRules[feature];
  const program = feature === 'ipv6' ? backend.replace('iptables', 'ip6tables') : backend;
  const chain = `${chainPrefix}TRIAL`;
  const step = (purpose: string, lines: readonly string[]): Step => ({
    argv: [`${program}-restore`, '--noflush', '--wait', '5'],
    stdin: [`*${table}`, `:${chain} - [0:0]`, ...lines, 'COMMIT', ''].join('\n'),
    purpose,
  });
  return {
    backend,
    feature,
    load: step(`try ${feature} with ${backend}`, [`-A ${chain} ${rule}`]),
    unload: step(`undo the trial of ${feature} with ${backend}`, [`-X ${chain}`]),
  };
}

const nftRules: Readonly<Record<Feature, readonly [hook: string, rule: string]>> = {
  base: [
    'type nat hook output priority -110;',
    'tcp flags & (fin | syn | rst | ack) == syn meta skuid 4294967294 counter redirect to :1 comment "trial"',
  ],
  multiport: [
    'type nat hook output priority -110;',
    'tcp dport { 1, 2-3 } meta skuid 4294967294 redirect to :1',
  ],
  conntrack: ['type filter hook prerouting priority -150;', 'tcp dport 0 ct state invalid drop'],
  reject: ['type filter hook output priority -10;', 'udp dport 0 reject with icmpx type port-unreachable'],
  ipv6: ['type nat hook output priority -110;', 'ip6 daddr :: tcp dport 1 redirect to :1'],
  tproxy: [
    'type filter hook prerouting priority -150;',
    'meta nfproto ipv4 tcp dport 0 tproxy ip to :1 meta mark set 0x1 accept',
  ],
  zones: ['type filter hook output priority -300;', 'udp dport 0 ct zone set 1'],
};

function nftTrial(feature: Feature): Trial {
  const [hook, rule] = nftRules[feature];
  const table = `outrider_trial_${feature}`;
  const step = (purpose: string, lines: readonly string[]): Step => ({
    argv: ['nft', '-f', '-'],
    stdin: [`table inet ${table}`, `delete table inet ${table}`, ...lines, ''].join('\n'),
    purpose,
  });
  return {
    backend: 'nftables',
    feature,
    load: step(`try ${feature} with nftables`, [
      `table inet ${table} {`,
      `  chain trial { ${hook} ${rule}; }`,
      '}',
    ]),
    unload: step(`undo the trial of ${feature} with nftables`, []),
  };
}
