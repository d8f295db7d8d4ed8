import type { Service, ServicePort } from '../../pod/service.ts';
import type { EndpointsSource, ServiceSource, Sources } from '../sources.ts';

/** The Services of the files, for every pod the same. */
export function convertServices({ services, endpoints }: Sources): readonly Service[] {
  return services.map((service) => convertService(service, endpoints));
}

function convertService(
  { name, namespace, spec }: ServiceSource,
  endpoints: readonly EndpointsSource[],
): Service {
  const { type = 'ClusterIP', selector = {}, externalName } = spec;
  const isName = type === 'ExternalName';
  const headless = isName || spec.clusterIP === 'None';
  const given = endpoints.filter((one) => one.namespace === namespace && one.service === name);
  const isGiven = !isName && Object.keys(selector).length === 0 && given.length > 0;
  return {
    name,
    namespace,
    type,
    selector: isName ? {} : selector,
    headless,
    ...(isName && externalName !== undefined && { externalName }),
    ...(isGiven && { given: given.flatMap((one) => one.endpoints) }),
    ...(spec.clusterIP && !headless && { clusterIP: spec.clusterIP }),
    ports: (spec.ports ?? []).flatMap(convertPort),
    sticky: spec.sessionAffinity === 'ClientIP',
    publishNotReady: spec.publishNotReadyAddresses ?? false,
  };
}

function convertPort(input: NonNullable<ServiceSource['spec']['ports']>[number]): readonly ServicePort[] {
  const { name, port, protocol = 'TCP', targetPort = port } = input;
  if (protocol === 'SCTP') return [];
  const target = typeof targetPort === 'string' && /^\d+$/.test(targetPort) ? Number(targetPort) : targetPort;
  return [{ ...(name !== undefined && { name }), protocol, port, targetPort: target }];
}
