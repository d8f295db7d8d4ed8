import type { Service, ServicePort } from '../../pod/service.ts';
import type { ServiceSource } from '../sources.ts';

/** The Services of the files, for every pod the same. One that is only another name for something else is left out. */
export function convertServices(sources: readonly ServiceSource[]): readonly Service[] {
  return sources.filter(({ spec }) => spec.type !== 'ExternalName').map(convertService);
}

function convertService({ name, namespace, spec }: ServiceSource): Service {
  const headless = spec.clusterIP === 'None';
  return {
    name,
    namespace,
    selector: spec.selector ?? {},
    headless,
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
