import { expect, it } from '@jest/globals';
import { iptablesText } from '../../../../src/capture/backends/iptables.ts';
import { standaloneScript } from '../../../../src/capture/backends/standalone-script.ts';
import { capturePolicy } from '../../../../src/capture/policy/policy.ts';
import { ruleSet } from '../../../../src/capture/rules/rules.ts';
import { withCaptureDefaults } from '../../../../src/pod/capture-defaults.ts';
import type { CaptureOptions } from '../../../../src/pod/model.ts';

const policyOf = (options: Partial<CaptureOptions> = {}) =>
  capturePolicy(withCaptureDefaults({ proxy: 'proxy', ...options }));

it('a script of its own loads the very rules that a running pod gets', () => {
  const policy = policyOf({ excludeOutboundPorts: ['5432'] });
  const script = standaloneScript(policy, 'resolv.conf');
  for (const family of ['ipv4', 'ipv6'] as const)
    expect(script).toContain(iptablesText(ruleSet(policy), family));
});

it('a script asks for the resolver of the place where it runs only when DNS is captured', () => {
  expect(standaloneScript(policyOf(), 'resolv.conf')).not.toContain('/etc/resolv.conf');
  expect(standaloneScript(policyOf({ captureDns: true }), 'docker')).not.toContain('/etc/resolv.conf');
  expect(standaloneScript(policyOf({ captureDns: true }), 'resolv.conf')).toContain('/etc/resolv.conf');
});

it('a script of one family leaves the other alone', () => {
  expect(standaloneScript(policyOf({ ipFamilies: ['ipv4'] }), 'docker')).not.toContain('ip6tables');
  expect(standaloneScript(policyOf({ ipFamilies: ['ipv6'] }), 'docker')).not.toContain('refill "$variant"');
});
