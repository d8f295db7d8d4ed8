import { servicesChain, servicesTable } from '../capture/backends/backend-name.ts';
import type { Listing, LoadedChain, LoadedRule } from '../capture/backends/loaded.ts';
import type { RuleCounter } from '../capture/check/counters.ts';

/** The rules of Services that a namespace has, with what the kernel has counted since their pods last changed. */
export function serviceCounters(listings: readonly Listing[]): readonly RuleCounter[] {
  return listings.flatMap(({ backend, chains }) =>
    chains
      // nft shows the chains of iptables-nft as well.
      .filter(({ table, name }) =>
        backend === 'nftables' ? table === servicesTable : name === servicesChain,
      )
      .flatMap((chain) => chain.rules.flatMap((rule) => counterOf(rule, chain))),
  );
}

function counterOf(
  { name = '', packets, bytes }: LoadedRule,
  { table, name: chain }: LoadedChain,
): readonly RuleCounter[] {
  const [, service, target] = /^service (\S+) (?:to (\S+)|refused)$/.exec(name) ?? [];
  if (service === undefined) return [];
  const isNat = table === 'nat' || chain === 'output';
  const purpose =
    target === undefined
      ? 'no pod of this Service is ready, or it has no such port'
      : 'a share of the connections to the Service goes to this pod';
  const verdict = target === undefined ? 'refused' : `to ${target}`;
  return [
    {
      name: service,
      purpose,
      chain: `${isNat ? 'nat' : 'filter'} SERVICES`,
      verdict,
      packets,
      bytes,
      loaded: true,
    },
  ];
}
