import type { ServiceSummary } from '../events/service-summary.ts';
import { type Service, selects, serviceKey } from '../pod/service.ts';
import type { ClusterIPs } from './cluster-ip.ts';
import type { EndpointLookup } from './endpoints.ts';
import type { PodState } from './pod-state.ts';

/**
 * What a Service is now: its type, address and ports, the pods that its selector names, and each address behind it with its
 * readiness. It is what an API server shows as a Service and its EndpointSlice.
 *
 * @param addresses as `clusterIPs` gives them.
 * @param behind `endpointLookup` of the same pods.
 */
export function serviceStatus(
  service: Service,
  addresses: ClusterIPs,
  behind: EndpointLookup,
  pods: readonly PodState[],
): ServiceSummary {
  const { type, externalName, ports, selector } = service;
  const clusterIP = addresses.get(serviceKey(service));
  const endpoints = behind(service);
  return {
    service: serviceKey(service),
    serviceType: type,
    ...(clusterIP !== undefined && { clusterIP }),
    ...(externalName !== undefined && { externalName }),
    ports,
    selector,
    selected: pods.flatMap(({ pod }) =>
      pod.namespace === service.namespace && selects(selector, pod.labels) ? [pod.name] : [],
    ),
    endpoints: endpoints.map(({ ip, pod, ready, terminating, ports: targets }) => ({
      ip,
      ...(pod && { pod: pod.name }),
      ready,
      terminating,
      ports: targets.map((port) => port ?? null),
    })),
  };
}

/** What has changed for a Service, in words; undefined when its addresses are as ready as before. */
export function serviceNews(before: ServiceSummary, after: ServiceSummary): string | undefined {
  const ready = ({ endpoints }: ServiceSummary): ReadonlyMap<string, string> =>
    new Map(endpoints.filter((one) => one.ready).map(({ ip, pod }) => [`${pod} ${ip}`, pod ?? ip]));
  const [had, has] = [ready(before), ready(after)];
  const gained = [...has].flatMap(([key, name]) => (had.has(key) ? [] : [name]));
  const lost = [...had].flatMap(([key, name]) => (has.has(key) ? [] : [name]));
  const words = [
    ...(gained.length > 0 ? [`gained ${gained.join(', ')}`] : []),
    ...(lost.length > 0 ? [`lost ${lost.join(', ')}`] : []),
  ];
  return words.length > 0 ? words.join(', ') : undefined;
}
