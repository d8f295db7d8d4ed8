import type { CaptureOptions } from '../../pod/model.ts';

/** What `capture status` tells of a pod, apart from how it was found. */
export interface CaptureStatus {
  /** The backend that was applied; absent when there is none. */
  readonly backend?: string | undefined;
  /** Whether its rules are there. */
  readonly on: boolean;
  readonly packets: readonly number[];
  /** What works against capture, worst first. */
  readonly troubles: readonly { readonly message: string; readonly hint?: string }[];
}

/** The state of capture in lines: on or off, with which backend, who is exempt, and what works against it. */
export function statusInWords(pod: string, options: CaptureOptions, found: CaptureStatus): string {
  const { mode, proxy, inboundPort, outboundPort } = options;
  const { backend, packets } = found;
  if (!backend) return `${pod}: capture is off`;
  const troubles = found.troubles.map(
    ({ message, hint }) => `  ! ${message}${hint === undefined ? '' : `; ${hint}`}`,
  );
  if (!found.on) return [`${pod}: capture is off: the rules of ${backend} are gone`, ...troubles].join('\n');
  return [
    `${pod}: capture is on, ${mode} with ${backend}`,
    `  inbound to ${proxy} on port ${inboundPort}, outbound on port ${outboundPort}; ${exemptInWords(options)}`,
    `  ${packets.length} rules, ${packets.reduce((sum, count) => sum + count, 0)} packets counted`,
    ...troubles,
  ].join('\n');
}

/** A proxy that runs as root is exempt by its group alone: uid 0 is everybody's. */
function exemptInWords({ proxyUid, proxyGid }: CaptureOptions): string {
  if (proxyUid === 0) return `gid ${proxyGid} is exempt, uid 0 is not`;
  return `uid ${proxyUid} and gid ${proxyGid} are exempt`;
}
