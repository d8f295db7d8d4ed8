import { selects } from '../../pod/service.ts';
import { clusterIPs } from '../../services/cluster-ip.ts';
import { hostsFor } from '../../services/names.ts';
import type { PodState } from '../../services/pod-state.ts';
import { gatewayRoutes, routesFor } from '../../services/routes.ts';
import type { ServicePlan } from './load-services.ts';
import type { Namespace } from './service-namespace.ts';

/** What a namespace is to have while the pods are as they are. */
export function planFor({ pod, address, reopen }: Namespace, states: readonly PodState[]): ServicePlan {
  const { services = [], publishes = [] } = pod;
  if (reopen) return { routes: gatewayRoutes(address.ip, publishes, services, states), hosts: [] };
  const addresses = clusterIPs(services, address);
  return {
    routes: routesFor(address.ip, services, addresses, states),
    hosts: hostsFor(pod, services, addresses, states),
  };
}

/** Whether it is not known yet if a pod behind a Service of this namespace is ready. */
export function isUnjudged({ pod }: Namespace, states: readonly PodState[]): boolean {
  const services = pod.services ?? [];
  return states.some(
    ({ judged, pod: { labels, namespace } }) =>
      !judged && services.some((one) => one.namespace === namespace && selects(one.selector, labels)),
  );
}
