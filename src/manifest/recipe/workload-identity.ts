import { dnsNames, selects } from '../../pod/service.ts';
import { expandLists, isMapping, type SourceDocument } from '../documents.ts';
import type { PodNode } from './pod-nodes.ts';

/** Who a pod is, as its certificate says it. */
export interface WorkloadIdentity {
  /** Of the pod or of its workload. */
  readonly name: string;
  /** What it may be called by: its own name, and those of the Services that lead to it. */
  readonly dnsNames: readonly string[];
  /** SPIFFE ID, in the form that meshes give it. Source: SPIFFE-ID section 2; Istio, "Istio identity". */
  readonly uri: string;
}

/** Who a pod is among these documents. A pod without a service account goes by its own name. */
export function identityOf(pod: PodNode, documents: readonly SourceDocument[]): WorkloadIdentity {
  const namespace = pod.namespace ?? 'default';
  const labels = pod.node.getIn(['metadata', 'labels'], true);
  const services = servicesOf(documents).filter(
    (service) => service.namespace === namespace && selects(service.selector, plain(labels)),
  );
  const account = pod.spec.get('serviceAccountName') ?? pod.name;
  return {
    name: pod.name,
    dnsNames: [...new Set([pod.name, ...services.flatMap(({ name }) => dnsNames(name, namespace))])],
    uri: `spiffe://cluster.local/ns/${namespace}/sa/${account}`,
  };
}

function servicesOf(documents: readonly SourceDocument[]) {
  return documents.flatMap(expandLists).flatMap(({ value }) => {
    if (!isMapping(value) || value['kind'] !== 'Service') return [];
    const { metadata, spec } = value;
    if (!isMapping(metadata) || !isMapping(spec) || !isMapping(spec['selector'])) return [];
    const { name, namespace = 'default' } = metadata;
    return [{ name: String(name), namespace: String(namespace), selector: texts(spec['selector']) }];
  });
}

function plain(labels: unknown): Readonly<Record<string, string>> {
  const value = (labels as { toJSON?(): unknown } | undefined)?.toJSON?.();
  return isMapping(value) ? texts(value) : {};
}

function texts(value: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}
