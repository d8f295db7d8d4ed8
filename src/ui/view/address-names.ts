import type { ProjectView } from '../../events/view.ts';
import { ownerOf } from '../../findings/listening.ts';

/** What stands behind `address:port` as a flow of a pod has it: `server/app:8080`; the address itself where nobody is known. */
export function addressName(view: ProjectView, pod: string, text: string): string {
  const at = text.lastIndexOf(':');
  const [host, port] = [text.slice(0, at).replace(/^\[(.*)\]$/, '$1'), text.slice(at + 1)];
  const owner = isLoopback(host)
    ? view.pods[pod]
    : Object.values(view.pods).find(({ ip, removed }) => ip === host && !removed);
  if (!owner) return text;
  const container = ownerOf(owner, Number(port));
  const listens = owner.listening?.sockets.some((socket) => socket.port === Number(port)) ?? false;
  return `${owner.name}${container !== undefined && listens ? `/${container}` : ''}:${port}`;
}

function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.(?!0\.0\.11$)/.test(host);
}
