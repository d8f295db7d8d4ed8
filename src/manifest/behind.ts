import { selects } from '../pod/service.ts';
import { onceForEach } from './once-for-each.ts';
import type { PodSource, ServiceSource, Sources } from './sources.ts';

/** Which pods a Service leads to once they are ready, and the other way round; both in the order of the files. */
interface Behind {
  readonly podsOf: (service: ServiceSource) => readonly PodSource[];
  readonly servicesOf: (pod: PodSource) => readonly ServiceSource[];
}

/** Found once for all files: there may be as many Services as pods, and several rules ask about each. */
export const behind = onceForEach(({ pods, services }: Sources): Behind => {
  const byLabel = new Map<string, PodSource[]>();
  for (const pod of pods)
    for (const label of Object.entries(pod.metadata.labels ?? {})) append(byLabel, keyOf(pod, label), pod);
  const podsOf = new Map<ServiceSource, readonly PodSource[]>();
  const servicesOf = new Map<PodSource, ServiceSource[]>();
  for (const service of services) {
    const selector = service.spec.selector ?? {};
    const [label] = Object.entries(selector);
    const candidates = label ? (byLabel.get(keyOf(service, label)) ?? []) : [];
    const found = candidates.filter(({ metadata }) => selects(selector, metadata.labels ?? {}));
    podsOf.set(service, found);
    for (const pod of found) append(servicesOf, pod, service);
  }
  return {
    podsOf: (service) => podsOf.get(service) ?? [],
    servicesOf: (pod) => servicesOf.get(pod) ?? [],
  };
});

function keyOf(
  { namespace }: { readonly namespace: string },
  [key, value]: readonly [string, string],
): string {
  return `${namespace}\0${key}\0${value}`;
}

function append<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
