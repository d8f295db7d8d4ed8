import type { Pod } from '../../pod/model.ts';
import type { ExportContext } from './settings.ts';

/** Debian's packages of what `sh`, probes and rules need. */
const PACKAGES = 'conntrack curl iproute2 iptables netcat-openbsd nftables';

/** The image of the services that are not the pod's own, and how to have it. */
export function toolImage({ settings }: ExportContext): Readonly<Record<string, unknown>> {
  if (!settings.builds) return { image: settings.image };
  const dockerfile = [
    'FROM debian:bookworm-slim',
    'RUN apt-get update \\',
    ` && apt-get install --yes --no-install-recommends ${PACKAGES} \\`,
    ' && rm -rf /var/lib/apt/lists/*',
    '',
  ].join('\n');
  return { image: settings.image, build: { dockerfile_inline: dockerfile } };
}

/** The rights of such a service: none, but those that are named. */
export function rights(...capabilities: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    cap_drop: ['ALL'],
    ...(capabilities.length > 0 && { cap_add: [...capabilities] }),
    security_opt: ['no-new-privileges'],
  };
}

/** The user under which a tool's own connections are not captured: the proxy's group is exempt. */
export function exemptUser({ capture }: Pod): string | undefined {
  return capture === undefined || capture.mode === 'NONE' ? undefined : `0:${capture.proxyGid}`;
}
