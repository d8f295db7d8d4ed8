import type { ListeningSocket } from '../events/types.ts';
import type { ContainerView, PodView } from '../events/view.ts';

/**
 * The container that listens on a port, as far as it can be told: the one that declares it, the proxy by its user, or the
 * only one that runs. The kernel names the user of a socket and not its container.
 *
 * @param except A container that is known not to have it.
 */
export function ownerOf(pod: PodView, port: number | undefined, except?: string): string | undefined {
  const running = pod.containers.filter(({ name, state }) => name !== except && state.is === 'running');
  const declaring = running.find(({ asks }) => port !== undefined && asks?.ports?.includes(port));
  if (declaring) return declaring.name;
  const socket = pod.listening?.sockets.find((one) => one.port === port);
  const capture = pod.asks?.capture;
  const byUser = socket && capture && socket.uid === capture.proxyUid && capture.proxyUid !== 0;
  if (byUser && running.some(({ name }) => name === capture.proxy)) return capture.proxy;
  return running.length === 1 ? running[0]!.name : undefined;
}

/** `haproxy on 127.0.0.1:15001`, the port's owner first. */
function socketInWords(pod: PodView, { address, port }: ListeningSocket): string {
  const host = address.includes(':') ? `[${address}]` : address;
  const owner = ownerOf(pod, port);
  return `${owner === undefined ? '' : `${owner} on `}${host}:${port}`;
}

/** The sockets of containers: Docker's resolver has its own at 127.0.0.11. */
export function appSockets(sockets: readonly ListeningSocket[]): readonly ListeningSocket[] {
  return sockets.filter(({ address }) => address !== '127.0.0.11');
}

/** Who listens where, in one sentence. */
export function whoListens(pod: PodView): string {
  const sockets = appSockets(pod.listening?.sockets ?? []);
  if (sockets.length === 0) return 'nobody listens on any port';
  return `these listen: ${sockets.map((socket) => socketInWords(pod, socket)).join(', ')}`;
}

/** Since when the container runs, in milliseconds; undefined when it does not run. */
export function runningMs({ state }: ContainerView, now: number): number | undefined {
  return state.is === 'running' ? now - Date.parse(state.since) : undefined;
}
