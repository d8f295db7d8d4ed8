import { dockerResolver } from '../../pod/capture-defaults.ts';
import { captureChains, type Listing } from '../backends/loaded.ts';
import type { CapturePlan } from '../backends/plan.ts';
import type { Step } from '../backends/step.ts';
import type { Policy } from '../policy/policy.ts';

/** Something in the namespace that works against capture, or against names. */
export interface Conflict {
  readonly kind:
    | 'docker-dns-missing'
    | 'no-docker-resolver'
    | 'two-backends'
    | 'other-variant'
    | 'foreign-chain-first';
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** What `conflicts` needs besides the listings. */
export const resolvConfStep: Step = {
  argv: ['cat', '/etc/resolv.conf'],
  purpose: 'see which resolver the pod asks',
  optional: true,
};

export interface Surroundings {
  readonly plan: Pick<CapturePlan, 'backend' | 'rules'>;
  readonly policy: Policy;
  /** From `listingReads`, of all backends. */
  readonly listings: readonly Listing[];
  /** The text of `/etc/resolv.conf`. */
  readonly resolvConf: string;
}

/** Rules of others that work against ours. What became of ours is `drift`'s question. */
export function conflicts(around: Surroundings): readonly Conflict[] {
  return [...dockerDns(around), ...twoBackends(around), ...otherVariant(around), ...foreignFirst(around)];
}

/**
 * Docker's rules for its resolver, in iptables of either variant or in its own nftables table. A flush leaves its chains
 * behind, without a rule in them and with nothing that leads there.
 */
function dockerDnsListings(listings: readonly Listing[]): readonly Listing[] {
  return listings.filter(({ chains }) => {
    const ledTo = chains.some(({ rules }) => rules.some(({ verdict }) => verdict === 'DOCKER_OUTPUT'));
    return chains.some(
      ({ name, table, rules }) =>
        rules.length > 0 && (table === 'docker-dns' || (name === 'DOCKER_OUTPUT' && ledTo)),
    );
  });
}

function dockerDns({ listings, resolvConf, policy }: Surroundings): readonly Conflict[] {
  const asked = new RegExp(`^nameserver\\s+${dockerResolver.replaceAll('.', '\\.')}\\b`, 'm').test(
    resolvConf,
  );
  if (asked && dockerDnsListings(listings).length === 0)
    return [
      {
        kind: 'docker-dns-missing',
        message: `the pod asks ${dockerResolver} for names, but Docker’s rules for it are gone: no name resolves`,
        hint: 'something flushed the nat table, and only Docker can make them again: recreate the pod with `outrider down` and `up` (`outrider restart` keeps the network namespace)',
      },
    ];
  if (!asked && policy.ports.dns !== undefined)
    return [
      {
        kind: 'no-docker-resolver',
        message: `captureDns takes what is asked of ${dockerResolver}, and this pod asks another resolver`,
        hint: 'put the pod on a user-defined network, or leave captureDns out',
      },
    ];
  return [];
}

function twoBackends({ listings, plan }: Surroundings): readonly Conflict[] {
  const others = new Set(
    listings
      .filter((listing) => listing.backend !== plan.backend && captureChains(listing).length > 0)
      .map(({ backend }) => backend),
  );
  return [...others].map((backend) => ({
    kind: 'two-backends' as const,
    message: `rules of ours are loaded with ${backend} as well as with ${plan.backend}: both decide`,
    hint: `switch capture off and on again; the rules of ${backend} are left from an earlier choice`,
  }));
}

/** Two variants share a hook and a priority; whose chain was registered later comes first. */
function otherVariant({ listings, plan, policy }: Surroundings): readonly Conflict[] {
  if (plan.backend === 'nftables' || policy.ports.dns === undefined) return [];
  const docker = dockerDnsListings(listings).filter(({ backend }) => backend !== 'nftables');
  if (docker.length === 0 || docker.some(({ backend }) => backend === plan.backend)) return [];
  return [
    {
      kind: 'other-variant',
      message: `Docker’s rules for its resolver are ${docker[0]!.backend}, ours ${plan.backend}: who comes first is an accident`,
      hint: 'set backend: nftables, which comes first by its priority',
    },
  ];
}

/** iptables has NAT at -100; our own table is at -110. */
function foreignFirst({ listings, plan }: Surroundings): readonly Conflict[] {
  const ours = plan.backend === 'nftables' ? -110 : -100;
  const hooks = new Set<string>(
    plan.rules.chains.filter(({ table, entry }) => table === 'nat' && entry).map(({ hook }) => hook),
  );
  return listings
    .filter(({ backend }) => backend === 'nftables')
    .flatMap(({ chains }) => chains)
    .filter(
      ({ own, type, hook, priority }) =>
        !own && type === 'nat' && hook && hooks.has(hook) && priority! < ours,
    )
    .map(({ table, name, hook, priority }) => ({
      kind: 'foreign-chain-first' as const,
      message: `the nftables chain ${table} ${name} decides about ${hook} before us (priority ${priority})`,
      hint: 'remove it, or find out who made it: what it translates is never captured',
    }));
}
