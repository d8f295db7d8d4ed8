import type { Traffic } from '../../events/traffic.ts';
import type { ProjectView } from '../../events/view.ts';
import { addressName } from '../../ui/view/address-names.ts';

/** Connections from one pod to one port of somebody, as their opener addressed them. */
export interface Talk {
  /** The pod that opened them, or the address of somebody outside. */
  readonly from: string;
  /** The pod or the Service that they are addressed to, or the address of somebody outside. */
  readonly to: string;
  /** `address:port`, the original destination: also where a proxy has taken the connection. */
  readonly destination: string;
  /** The destination by name, as in `server/app:8080`. */
  readonly name: string;
  /** Whether a capture rule has led them to a proxy. */
  readonly isCaptured: boolean;
  readonly connections: number;
}

type Party = Pick<Talk, 'from' | 'to' | 'destination' | 'name' | 'isCaptured'>;

/** Who talks to whom; connections within a pod, and what a proxy opens for a captured one, are not told again. */
export function talksOf(view: ProjectView, trafficOf: (pod: string) => Traffic | undefined): readonly Talk[] {
  const talks = new Map<string, Talk>();
  const seen = new Set<string>();
  for (const pod of Object.keys(view.pods)) {
    for (const { source, destination, takenBy, protocol } of trafficOf(pod)?.flows ?? []) {
      const party = partyOf(view, pod, source, destination, takenBy !== 'none');
      // Both ends of a connection have it; that it was captured may be known to one of them only.
      const connection = `${protocol} ${source} ${destination}`;
      if (!party) continue;
      const key = `${party.from} ${party.to} ${portOf(destination)}`;
      const known = talks.get(key);
      talks.set(key, {
        ...(known ?? party),
        isCaptured: party.isCaptured || (known?.isCaptured ?? false),
        connections: (known?.connections ?? 0) + (seen.has(connection) ? 0 : 1),
      });
      seen.add(connection);
    }
  }
  return [...talks.values()];
}

/** Undefined for what stays within the pod and for questions to its resolver. */
function partyOf(
  view: ProjectView,
  pod: string,
  source: string,
  destination: string,
  isCaptured: boolean,
): Party | undefined {
  const [from, to] = [hostOf(source), hostOf(destination)];
  if (isLoopback(to)) return undefined;
  const caller = isLoopback(from) ? pod : (podOf(view, from) ?? from);
  const callee = podOf(view, to) ?? serviceOf(view, to) ?? to;
  if (caller === callee) return undefined;
  const name = callee.startsWith('service/')
    ? `${callee}:${portOf(destination)}`
    : addressName(view, pod, destination);
  return { from: caller, to: callee, destination, name, isCaptured };
}

function podOf(view: ProjectView, host: string): string | undefined {
  const had = Object.values(view.pods).filter(({ ip }) => ip === host);
  return (had.find(({ removed }) => !removed) ?? had.at(-1))?.name;
}

function serviceOf(view: ProjectView, host: string): string | undefined {
  const service = Object.values(view.services).find(({ clusterIP }) => clusterIP === host);
  return service && `service/${service.service.replace(/^default\//, '')}`;
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

function isLoopback(host: string): boolean {
  return host === '::1' || host.startsWith('127.');
}
