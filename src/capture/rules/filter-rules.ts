import { capturesOutbound, type Policy } from '../policy/policy.ts';
import { includesPort } from '../policy/port-range.ts';
import { leftAlone } from './exemptions.ts';
import type { Chain, Rule } from './rule.ts';
import { byFamily, exactly } from './rule-parts.ts';

/** What is refused or dropped rather than led elsewhere. */
export function filterChains(policy: Policy): readonly Chain[] {
  return [
    {
      table: 'mangle',
      name: 'INVALID',
      hook: 'prerouting',
      entry: true,
      rules: policy.dropInvalid ? [dropInvalid] : [],
    },
    {
      table: 'filter',
      name: 'QUIC',
      hook: 'output',
      entry: true,
      rules: policy.rejectQuic && capturesOutbound(policy) ? rejectQuic(policy) : [],
    },
  ];
}

/**
 * A packet outside of the TCP window is not translated and would reach the app, which answers with a reset: a large
 * upload then breaks (istio pull request 36566).
 */
const dropInvalid: Rule = {
  name: 'drop-invalid',
  purpose: 'a packet that belongs to no connection is dropped before it can reset one',
  match: { protocols: ['tcp'], state: 'invalid' },
  verdict: { type: 'drop' },
};

/**
 * QUIC is UDP and cannot be captured. Where TCP to port 443 would be, UDP is refused at once, so that a client falls back
 * to TCP. Conversations that are open already go on.
 */
function rejectQuic(policy: Policy): readonly Rule[] {
  const { proxy, outbound, families } = policy;
  const left: readonly Rule[] = [
    ...leftAlone.interfaces(policy),
    ...(includesPort(outbound.excludePorts, 443) ? leftAlone.ports(policy) : []),
    ...(proxy.uid === undefined ? [] : [proxyRule({ uids: [proxy.uid] })]),
    proxyRule({ gids: [proxy.gid] }),
    ...leftAlone.bypass(policy),
    ...leftAlone.groups(policy),
    ...leftAlone.loopback(),
    ...leftAlone.ranges(policy),
  ];
  return [...left.map(asQuic), ...targets()];

  function targets(): readonly Rule[] {
    const all =
      outbound.includeRanges === 'all' ||
      outbound.includePorts === 'all' ||
      includesPort(outbound.includePorts, 443);
    const listed = outbound.includeRanges === 'all' ? [] : byFamily(families, outbound.includeRanges);
    return all ? [reject({})] : listed.map(({ family, ranges }) => reject({ family, destinations: ranges }));
  }
}

const quic = { protocols: ['udp'], ports: [exactly(443)] } as const;

function proxyRule(match: Rule['match']): Rule {
  return { name: 'proxy', purpose: 'the proxy’s own', match, verdict: { type: 'return' } };
}

function asQuic({ name, purpose, match, verdict }: Rule): Rule {
  return { name: `quic-${name}`, purpose: `QUIC: ${purpose}`, match: { ...match, ...quic }, verdict };
}

function reject(match: Rule['match']): Rule {
  return {
    name: 'quic-reject',
    purpose: 'QUIC would pass the proxy by: refused, so that the client falls back to TCP',
    match: { ...match, ...quic, state: 'new' },
    verdict: { type: 'reject' },
  };
}
