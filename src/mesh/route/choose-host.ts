import type { VirtualHost } from '../config/model.ts';

/**
 * The virtual host that takes a request, by Envoy's order: the name itself, then the longest `*.suffix`, then the longest
 * `prefix.*`, then `*`. A port in the Host header counts only where a domain has one.
 */
export function chooseHost(hosts: readonly VirtualHost[], authority: string): VirtualHost | undefined {
  const name = authority.toLowerCase();
  const exact = hosts.find(({ domains }) => domains.some((domain) => domain.toLowerCase() === name));
  const found = exact ?? best(hosts, name.replace(/:\d+$/, ''));
  if (found) return found;
  return hosts.find(({ domains }) => domains.includes('*'));
}

function best(hosts: readonly VirtualHost[], name: string): VirtualHost | undefined {
  let found: VirtualHost | undefined;
  let rank = 0;
  for (const host of hosts)
    for (const domain of host.domains) {
      const other = rankOf(domain.toLowerCase(), name);
      if (other > rank) [found, rank] = [host, other];
    }
  return found;
}

/** Larger than any length of a domain. */
const whole = 1_000_000;

function rankOf(domain: string, name: string): number {
  if (domain === '*') return 0;
  if (domain === name) return 2 * whole;
  if (domain.startsWith('*') && name.endsWith(domain.slice(1))) return whole + domain.length;
  if (domain.endsWith('*') && name.startsWith(domain.slice(0, -1))) return domain.length;
  return 0;
}
