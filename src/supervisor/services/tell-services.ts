import type { ServiceSummary } from '../../events/service-summary.ts';
import type { Service } from '../../pod/service.ts';
import { clusterIPs, type NetworkAddress } from '../../services/cluster-ip.ts';
import { serviceNews, serviceStatus } from '../../services/status.ts';
import type { Journal } from '../journal.ts';
import type { PodStates } from './pod-states.ts';

interface Told {
  readonly text: string;
  readonly summary: ServiceSummary;
}

/**
 * Tells of each Service and what is behind it, in the beginning and whenever that changes. What changes in one turn is told
 * once, after it: an event about a pod comes before what follows from it.
 */
export function createServiceTeller(
  states: () => PodStates,
  { journal, signal }: { readonly journal: Journal; readonly signal: AbortSignal },
  /** False while it is not known of every pod whether it is ready. */
  isKnown: () => boolean,
) {
  const told = new Map<string, Told>();
  let services: readonly Service[] = [];
  let network: NetworkAddress | undefined;
  let isAsked = false;

  const tell = (): void => {
    isAsked = false;
    if (signal.aborted || network === undefined || !isKnown()) return;
    const addresses = clusterIPs(services, network);
    const [lookup, pods] = [states().lookup(), states().all()];
    const now = services.map((service) => serviceStatus(service, addresses, lookup, pods));
    for (const summary of now) {
      const before = told.get(summary.service);
      const text = JSON.stringify(summary);
      if (before?.text === text) continue;
      told.set(summary.service, { text, summary });
      const message = serviceNews(before?.summary ?? { ...summary, endpoints: [] }, summary);
      journal.append('', {
        type: 'ServiceChanged',
        ...summary,
        ...(message !== undefined && { message }),
      });
    }
    const left = new Set(now.map(({ service }) => service));
    for (const service of told.keys())
      if (!left.has(service)) {
        told.delete(service);
        journal.append('', { type: 'ServiceRemoved', service });
      }
  };

  const ask = (): void => {
    if (isAsked || (services.length === 0 && told.size === 0)) return;
    isAsked = true;
    queueMicrotask(tell);
  };
  return {
    /** A pod has come up: its file says which Services there are, and its address which network they are on. */
    enter(found: readonly Service[], address: NetworkAddress): void {
      services = found;
      network ??= address;
      ask();
    },
    change(found: readonly Service[]): void {
      services = found;
      ask();
    },
    ask,
  };
}
