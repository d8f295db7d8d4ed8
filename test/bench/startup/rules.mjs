import { fromSource } from '../from-source.mjs';
import { sidecars } from './pod.mjs';

const source = `
export { withCaptureDefaults } from './src/pod/capture-defaults.ts';
export { capturePolicy } from './src/capture/policy/policy.ts';
export { ruleSet } from './src/capture/rules/rules.ts';
export { iptablesText } from './src/capture/backends/iptables.ts';
`;

/** What Outrider loads for the pod of this measurement, as input of iptables-restore and ip6tables-restore. */
export async function captureRules() {
  const made = await fromSource(source);
  const options = made.withCaptureDefaults({ proxy: sidecars[0].name, backend: 'iptables' });
  const rules = made.ruleSet(made.capturePolicy(options));
  return { ipv4: made.iptablesText(rules, 'ipv4'), ipv6: made.iptablesText(rules, 'ipv6') };
}

/**
 * One command that loads both texts, which it finds in RULES_IPV4 and RULES_IPV6. A kernel without IPv6 is no reason to
 * fail, as in Outrider.
 *
 * @param backend `iptables-nft` or `iptables-legacy`, whichever Outrider has found to work.
 */
export function loadCommand(backend) {
  const load = (program, text) => `printf %s "${text}" | ${program}-restore --noflush --wait 5`;
  const ipv6 = load(backend.replace('iptables', 'ip6tables'), '$RULES_IPV6');
  return ['sh', '-c', `${load(backend, '$RULES_IPV4')} && { ${ipv6} || true; }`];
}
