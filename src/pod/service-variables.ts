import { apiService, apiServiceIPs } from './api-access.ts';
import type { Pod } from './model.ts';
import { type Service, type ServicePort, serviceKey } from './service.ts';

/** Whether containers of this pod have variables of Services, and so need to know their addresses. */
export function hasServiceLinks({ services = [], serviceLinks, namespace }: Pod): boolean {
  return serviceLinks !== false && services.some((one) => one.namespace === namespace && !one.headless);
}

/**
 * The variables by which programs find Services: `SHOP_SERVICE_HOST`, `SHOP_SERVICE_PORT`, and those of Docker's links.
 * Those of the pod's own namespace are there, as on a cluster.
 *
 * @param addresses by `NAMESPACE/NAME`; a Service without one has no variables.
 * Source: kubernetes `pkg/kubelet/envvars/envvars.go`, FromServices.
 */
export function serviceVariables(
  services: readonly Service[],
  addresses: ReadonlyMap<string, string>,
  namespace: string,
): ReadonlyMap<string, string> {
  return new Map(
    services
      .filter((service) => service.namespace === namespace)
      .flatMap((service) => {
        const host = addresses.get(serviceKey(service));
        return host === undefined ? [] : variablesOf(service, host);
      }),
  );
}

/** The variables of the API's own Service, which the kubelet gives to pods of every namespace, also without service links. */
export function apiVariables({ api }: Pick<Pod, 'api'>): ReadonlyMap<string, string> {
  return api ? serviceVariables([apiService], apiServiceIPs, apiService.namespace) : new Map();
}

function variablesOf({ name, ports }: Service, host: string): readonly (readonly [string, string])[] {
  const [first] = ports;
  if (!first) return [];
  const prefix = variableName(name);
  const named = ports.flatMap((port): readonly (readonly [string, string])[] =>
    port.name === undefined ? [] : [[`${prefix}_SERVICE_PORT_${variableName(port.name)}`, String(port.port)]],
  );
  return [
    [`${prefix}_SERVICE_HOST`, host],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...named,
    [`${prefix}_PORT`, urlOf(first, host)],
    ...ports.flatMap((port) => linkOf(prefix, port, host)),
  ];
}

function linkOf(prefix: string, port: ServicePort, host: string): readonly (readonly [string, string])[] {
  const link = `${prefix}_PORT_${port.port}_${port.protocol}`;
  return [
    [link, urlOf(port, host)],
    [`${link}_PROTO`, port.protocol.toLowerCase()],
    [`${link}_PORT`, String(port.port)],
    [`${link}_ADDR`, host],
  ];
}

function urlOf({ protocol, port }: ServicePort, host: string): string {
  return `${protocol.toLowerCase()}://${host}:${port}`;
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
