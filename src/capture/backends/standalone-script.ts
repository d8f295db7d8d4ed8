import { dockerResolver } from '../../pod/capture-defaults.ts';
import type { Policy } from '../policy/policy.ts';
import type { RuleSet } from '../rules/rule.ts';
import { ruleSet } from '../rules/rules.ts';
import { chooseVariant } from './choose-variant.ts';
import { iptablesText } from './iptables.ts';
import { refillScript } from './iptables-script.ts';
import { surroundingSteps } from './surroundings.ts';

/** Whose queries `captureDns` leads to the proxy: Docker's own resolver, or the first IPv4 one in `/etc/resolv.conf`. */
type Resolver = 'docker' | 'resolv.conf';

/**
 * The rules of a policy as one shell program that loads them in the network namespace in which it runs, for a container
 * that does so before the proxy and the app start. It needs uid 0, CAP_NET_ADMIN and CAP_NET_RAW, and from its image `sh`,
 * `iptables` (either variant), `sed` and, for IPv6 and TPROXY, `ip`. It may run again with the same result.
 *
 * It ends with 0 when the rules are loaded. What it cannot load of IPv6 is said on standard error: a cluster may have none.
 */
export function standaloneScript(policy: Policy, resolver: Resolver): string {
  const rules = ruleSet(policy);
  return [
    '# The capture rules: what leads the traffic of this pod into its proxy.',
    'set -eu',
    chooseVariant(resolver === 'docker' ? 'docker' : 'nothing'),
    resolver === 'resolv.conf' && policy.ports.dns !== undefined ? findResolver : keepResolver,
    `refill() {\n${refillScript}}`,
    ...surroundingSteps(policy).map(({ argv, stdin = '', optional }) =>
      attempt(argv.join(' '), stdin, optional === true ? 'optional' : 'required'),
    ),
    ...rules.families.map((family) => loadRules(rules, family)),
    'echo "capture: the rules are loaded with $variant"',
    '',
  ].join('\n');
}

const findResolver = `
resolver=$(sed -n 's/^nameserver[[:space:]]*\\([0-9.]*\\)$/\\1/p' /etc/resolv.conf | sed -n 1p)
if [ -z "$resolver" ]; then
  echo 'capture: /etc/resolv.conf names no IPv4 resolver, so captureDns has nothing to capture' >&2
  exit 1
fi`.trimStart();

const keepResolver = `resolver=${dockerResolver}`;

function loadRules(rules: RuleSet, family: RuleSet['families'][number]): string {
  const load = `sed "s/${dockerResolver.replaceAll('.', '\\.')}/$resolver/" << 'RULES' | refill`;
  const text = `${iptablesText(rules, family)}RULES`;
  if (family === 'ipv4') return `${load} "$variant" ''\n${text}`;
  return [
    `( ${load} "ip6tables\${variant#iptables}" '' ) || echo 'capture: the IPv6 rules could not be loaded' >&2`,
    text,
  ].join('\n');
}

/** `ip` complains of what is there already. A required step fails the container only when its route rule is missing. */
function attempt(command: string, stdin: string, need: 'optional' | 'required'): string {
  const otherwise = need === 'optional' ? 'true' : 'ip rule show | grep -q fwmark';
  return `${command} > /dev/null 2>&1 << 'STEP' || ${otherwise}\n${stdin}STEP`;
}
