import { chooseVariant } from '../../capture/backends/choose-variant.ts';
import type { PortRedirect } from './service-ports.ts';

/**
 * Lines for `sh` that lead ports of a network namespace to others of it. They may run again with the same result. With
 * `isChosen`, `$variant` names the iptables already. What comes from outside is captured first, where there is capture; what
 * the proxy then sends to the pod is led as well.
 */
export function redirectScript(redirects: readonly PortRedirect[], isChosen: boolean): string {
  const rules = redirects.map(
    ({ protocol, port, targetPort }) =>
      `  $ports -p ${protocol} --dport ${port} -j REDIRECT --to-ports ${targetPort}`,
  );
  return [
    '# Ports of Services, which lead to other ports of the pod.',
    ...(isChosen ? [] : ['set -eu', chooseVariant('docker')]),
    'lead() {',
    '  nat="$1 -w -t nat" ports="$1 -w -t nat -A OUTRIDER_SERVICES"',
    '  $nat -N OUTRIDER_SERVICES 2> /dev/null || $nat -F OUTRIDER_SERVICES',
    // The resolver of the engine is an address of the pod, too.
    '  $ports -d 127.0.0.11 -j RETURN 2> /dev/null || true',
    ...rules,
    `  $nat -C PREROUTING ${LOCAL} 2> /dev/null || $nat -A PREROUTING ${LOCAL}`,
    `  $nat -C OUTPUT -o lo ${LOCAL} 2> /dev/null || $nat -I OUTPUT -o lo ${LOCAL}`,
    '}',
    'lead "$variant"',
    // An engine may have no IPv6.
    `lead "ip6tables\${variant#iptables}" 2> /dev/null || true`,
    '',
  ].join('\n');
}

const LOCAL = '-m addrtype --dst-type LOCAL -j OUTRIDER_SERVICES';
