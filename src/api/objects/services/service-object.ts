import type { ServiceView } from '../../../events/view.ts';
import type { KubernetesObject } from '../../../pod/origin.ts';
import type { ApiObject } from '../api-object.ts';
import { type DocumentPlace, shownDocument } from '../documents.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A Service as a server completes it, with the address that it has here. Source: kubernetes `pkg/apis/core/v1/defaults.go`,
 * `pkg/registry/core/service/storage`.
 *
 * @param view absent before any pod has an address.
 */
export function serviceObject(
  document: KubernetesObject,
  view: ServiceView | undefined,
  place: DocumentPlace,
): ApiObject {
  const spec = (document['spec'] ?? {}) as Fields;
  const type = String(spec['type'] ?? 'ClusterIP');
  const isName = type === 'ExternalName';
  const isHeadless = spec['clusterIP'] === 'None';
  const address = isHeadless ? 'None' : (view?.clusterIP ?? spec['clusterIP']);
  return shownDocument(document, place, true, {
    spec: {
      ...spec,
      ...(Array.isArray(spec['ports']) && { ports: spec['ports'].map(completedPort) }),
      type,
      ...(!isName && address !== undefined && { clusterIP: address, clusterIPs: [address] }),
      ...(!isName && familyFields),
      sessionAffinity: spec['sessionAffinity'] ?? 'None',
      ...(isOutside(type) && { externalTrafficPolicy: spec['externalTrafficPolicy'] ?? 'Cluster' }),
    },
    status: { loadBalancer: {} },
  });
}

const familyFields = {
  internalTrafficPolicy: 'Cluster',
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
};

function isOutside(type: string): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

function completedPort(port: Fields): Fields {
  return { ...port, protocol: port['protocol'] || 'TCP', targetPort: port['targetPort'] ?? port['port'] };
}
