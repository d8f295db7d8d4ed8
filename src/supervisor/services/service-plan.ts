import { apiService } from '../../pod/api-access.ts';
import { type Service, selects } from '../../pod/service.ts';
import { clusterIPs } from '../../services/cluster-ip.ts';
import type { EndpointLookup } from '../../services/endpoints.ts';
import { hostsFor } from '../../services/names.ts';
import type { PodState } from '../../services/pod-state.ts';
import { gatewayRoutes, routesFor } from '../../services/routes.ts';
import { zoneOf } from '../../services/zone.ts';
import type { Planned, ServicePlan } from './load-services.ts';
import type { Namespace } from './service-namespace.ts';

/**
 * Makes the plans of namespaces. Those that are to have the same share one plan, so that hundreds of namespaces with thousands
 * of Services cost little more than one.
 *
 * @param lookup Another function once anything has changed.
 */
export function createPlanner(lookup: () => EndpointLookup): (namespace: Namespace) => Planned {
  let shared = new WeakMap<readonly Service[], Map<string, Planned>>();
  let sharedFor: EndpointLookup | undefined;
  return (namespace) => {
    const behind = lookup();
    if (behind !== sharedFor) shared = new WeakMap();
    sharedFor = behind;
    const { pod, address, reopen } = namespace;
    const { services = noServices } = pod;
    if (reopen) {
      const routes = gatewayRoutes(address.ip, pod.publishes ?? [], services, behind);
      return planned({ routes, hosts: [], zone: [] });
    }
    const plans = shared.get(services) ?? new Map<string, Planned>();
    shared.set(services, plans);
    const key = keyOf(namespace, services);
    const found = plans.get(key) ?? planned(planFor(namespace, services, behind));
    plans.set(key, found);
    return found;
  };
}

const noServices: readonly Service[] = [];

/** What a plan depends on besides the Services and the pods behind them. */
function keyOf({ pod, address }: Namespace, services: readonly Service[]): string {
  const own = services.some(({ sticky }) => sticky) ? address.ip : '';
  return [pod.namespace, address.network, address.prefixLength, pod.api ?? '', own].join(' ');
}

function planFor(
  { pod, address }: Namespace,
  ofProject: readonly Service[],
  behind: EndpointLookup,
): ServicePlan {
  const services = pod.api ? [apiService, ...ofProject] : ofProject;
  const addresses = clusterIPs(services, address);
  return {
    routes: routesFor(address.ip, services, addresses, behind),
    hosts: hostsFor(pod, services, addresses, behind),
    zone: zoneOf(services, addresses, behind),
  };
}

function planned(plan: ServicePlan): Planned {
  return { plan, text: JSON.stringify(plan) };
}

/** Whether it is not known yet if a pod behind a Service of this namespace is ready. */
export function isUnjudged({ pod }: Namespace, states: readonly PodState[]): boolean {
  const services = pod.services ?? [];
  return states.some(
    ({ judged, pod: { labels, namespace } }) =>
      !judged && services.some((one) => one.namespace === namespace && selects(one.selector, labels)),
  );
}
