import type { IpFamily } from '../../pod/model.ts';
import { cidrText } from '../policy/cidr.ts';
import { capturesInbound, type Policy } from '../policy/policy.ts';
import { passthroughSource } from '../rules/rule-parts.ts';
import { hex } from './iptables-rule.ts';
import type { Step } from './step.ts';

/**
 * What capture needs beside its rules: the address `::6` on `lo`, from which a proxy hands IPv6 connections on to the
 * app, and in TPROXY mode the route that brings marked packets back to the pod.
 */
export function surroundingSteps(policy: Policy): readonly Step[] {
  return policy.families.flatMap((family) => {
    const lines = [
      ...(family === 'ipv6' && capturesInbound(policy)
        ? [`address add ${cidrText(passthroughSource.ipv6)}/128 dev lo`]
        : []),
      ...(needsRoute(policy)
        ? [
            `route replace local ${everything[family]} dev lo table ${policy.tproxy.table}`,
            `rule add ${routeRule(policy)}`,
          ]
        : []),
    ];
    return ipStep(family, lines, `prepare ${family} for the proxy`, needsRoute(policy) && family === 'ipv4');
  });
}

/** Whatever the mode is now, the route of an earlier one goes as well. */
export function surroundingRemovalSteps(policy: Policy): readonly Step[] {
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const lines = [
      `rule del ${routeRule(policy)}`,
      `route flush table ${policy.tproxy.table}`,
      ...(family === 'ipv6' ? [`address del ${cidrText(passthroughSource.ipv6)}/128 dev lo`] : []),
    ];
    return ipStep(family, lines, `undo what prepared ${family} for the proxy`, false);
  });
}

/**
 * The kernel keeps the way of a UDP conversation for 30 to 120 s, so a resolver that is in use would go on as before:
 * the entries of Docker's resolver are forgotten when its capture begins or ends. Nothing else is: captured
 * connections would break.
 */
export function forgetDnsSteps({ ports, dnsServer }: Policy): readonly Step[] {
  if (ports.dns === undefined) return [];
  return [
    {
      argv: ['conntrack', '-D', '-f', 'ipv4', '-p', 'udp', '-d', dnsServer, '--dport', '53'],
      purpose: 'forget DNS conversations that began before',
      optional: true,
      tolerate: ['flow entries have been deleted'],
    },
  ];
}

const everything: Readonly<Record<IpFamily, string>> = { ipv4: '0.0.0.0/0', ipv6: '::/0' };

/** With a priority of its own, a second one of its kind is refused; without one it would be added. */
function routeRule({ tproxy }: Policy): string {
  return `priority 32000 fwmark ${hex(tproxy.mark)} lookup ${tproxy.table}`;
}

/** In TPROXY mode a route brings marked packets back to the pod. */
export function needsRoute(policy: Policy): boolean {
  return policy.mode === 'TPROXY' && capturesInbound(policy);
}

/** Every way in which `ip` says "so it is already" or "there is no IPv6 here". */
const tolerated = [
  'File exists',
  'No such file or directory',
  'No such process',
  'address already assigned',
  'address not found',
  'Cannot assign requested address',
  'FIB table does not exist',
  'IPv6 is disabled',
  'Permission denied',
  'not supported',
];

function ipStep(
  family: IpFamily,
  lines: readonly string[],
  purpose: string,
  required: boolean,
): readonly Step[] {
  if (lines.length === 0) return [];
  return [
    {
      argv: ['ip', family === 'ipv4' ? '-4' : '-6', '-force', '-batch', '-'],
      stdin: lines.map((line) => `${line}\n`).join(''),
      purpose,
      ...(required ? {} : { optional: true as const }),
      tolerate: tolerated,
    },
  ];
}
