import type { IpFamily } from '../../pod/model.ts';
import type { Chain } from '../rules/rule.ts';
import { type Backend, captureTable, chainPrefix, pinTable } from './backend-name.ts';
import { chainName } from './nftables-rule.ts';

/** A rule as the kernel holds it. */
export interface LoadedRule {
  /** The name that we gave it; absent for a rule of others. */
  readonly name?: string;
  /** For one who wants to read it, in the tool's own words. */
  readonly text: string;
  /** As in `REDIRECT 15001` or `goto OUTRIDER_PROXY`, in the tool's own words. */
  readonly verdict: string;
  /** What it matches and does in one spelling, to be compared with what was applied. */
  readonly signature: string;
  readonly packets: number;
  readonly bytes: number;
}

export interface LoadedChain {
  readonly table: string;
  readonly name: string;
  /** Ours, by its name. */
  readonly own: boolean;
  /** Of a base chain, as in `output`. */
  readonly hook?: string;
  readonly type?: string;
  readonly priority?: number;
  readonly rules: readonly LoadedRule[];
}

/** What one tool shows; each backend is blind for the other's half, so conflicts show in all listings together only. */
export interface Listing {
  readonly backend: Backend;
  readonly family: IpFamily | 'both';
  readonly chains: readonly LoadedChain[];
}

/** Chains of ours that decide something: the pin alone is not capture. */
export function captureChains({ chains }: Listing): readonly LoadedChain[] {
  return chains.filter(({ own, name, table }) => own && name !== `${chainPrefix}PIN` && table !== pinTable);
}

/** Tables are shared in iptables, so a chain is known by its name; in nftables by its table. */
export function isOwn(table: string, chain: string): boolean {
  return chain.startsWith(chainPrefix) || table === captureTable || table === pinTable;
}

/** The chain of a listing that stands for one of the rule set. */
export function loadedChain(chain: Chain, listing: Listing): LoadedChain | undefined {
  return captureChains(listing).find((one) =>
    listing.backend === 'nftables'
      ? one.table === captureTable && one.name === chainName(chain)
      : one.table === chain.table && one.name === `${chainPrefix}${chain.name}`,
  );
}

/** What becomes of a packet, as a line of iptables says it: `RETURN`, `REDIRECT 15001`, `goto OUTRIDER_PROXY`. */
export function iptablesVerdict(line: string): string {
  const target = /-(j|g) (\S+)/.exec(line);
  const port = /--(?:to-ports|on-port) (\d+)/.exec(line);
  return `${target?.[1] === 'g' ? 'goto ' : ''}${target?.[2] ?? ''}${port ? ` ${port[1]}` : ''}`;
}
