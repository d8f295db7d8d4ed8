import { listingReads, parseListings } from '../../../../src/capture/backends/listing.ts';
import type { Listing } from '../../../../src/capture/backends/loaded.ts';
import type { Host } from './lab.ts';

/** All that the kernel holds, of all backends. */
export async function listings(host: Host): Promise<readonly Listing[]> {
  const reads = listingReads();
  return parseListings(reads, await Promise.all(reads.map(({ step }) => host.run(step))));
}

/** The same as text, without counters and dates, to be compared. */
export async function rulesText(host: Pick<Host, 'sh'>): Promise<string> {
  const text = await host.sh(
    'iptables-nft-save; ip6tables-nft-save; iptables-legacy-save; ip6tables-legacy-save; nft -a list ruleset',
  );
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/ # handle \d+/g, '')
    .replace(/\[\d+:\d+\]/g, '')
    .replace(/packets \d+ bytes \d+ ?/g, '');
}

/** Docker's part of it, with counters left out. */
export async function dockerRules(host: Host): Promise<readonly string[]> {
  const text = await host.sh('iptables-nft-save -t nat; iptables-legacy-save -t nat');
  return text.split('\n').filter((line) => /DOCKER|127\.0\.0\.11/.test(line) && !line.startsWith(':'));
}
