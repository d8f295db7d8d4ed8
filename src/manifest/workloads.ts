import type { SourceDocument } from './documents.ts';
import { type ObjectOf, templatePath, type Workload } from './schema/kinds.ts';
import { nameOf, namespaceOf, type PodSource } from './sources.ts';

/** The one pod of a `kind: Pod`. */
export function podOfPod(value: ObjectOf<'Pod'>, document: SourceDocument): PodSource {
  const { metadata, spec } = value;
  const name = nameOf(metadata);
  return { document, kind: 'Pod', podPath: [], name, namespace: namespaceOf(metadata), metadata, spec };
}

/** The pods of a template: one, or as many as `replicas` asks for, numbered as a StatefulSet numbers them. */
export function podsOfWorkload<K extends Workload>(
  kind: K,
  value: ObjectOf<Workload>,
  document: SourceDocument,
): readonly PodSource[] {
  const spec =
    kind === 'CronJob'
      ? (value as ObjectOf<'CronJob'>).spec.jobTemplate.spec
      : (value as ObjectOf<'Job'>).spec;
  const { template } = spec;
  const owner = nameOf(value.metadata);
  const metadata = template.metadata ?? {};
  const shared = {
    document,
    kind,
    podPath: templatePath(kind),
    namespace: namespaceOf(value.metadata),
    spec: template.spec,
  };
  if (kind === 'StatefulSet') return statefulPods(owner, value as ObjectOf<'StatefulSet'>, shared);
  if (kind === 'Job' || kind === 'CronJob') {
    const { template: _, ...job } = spec;
    const labels = { 'job-name': owner, 'batch.kubernetes.io/job-name': owner, ...metadata.labels };
    return [{ ...shared, job, name: owner, metadata: { ...metadata, labels } }];
  }
  const replicas = (value.spec as { replicas?: number | undefined }).replicas ?? 1;
  if (replicas === 1) return [{ ...shared, name: owner, metadata }];
  return Array.from({ length: replicas }, (_, index) => ({ ...shared, name: `${owner}-${index}`, metadata }));
}

type Shared = Pick<PodSource, 'document' | 'kind' | 'podPath' | 'namespace' | 'spec'>;

/** Always numbered, one pod included: its programs rely on the number. */
function statefulPods(owner: string, value: ObjectOf<'StatefulSet'>, shared: Shared): readonly PodSource[] {
  const { spec } = value;
  const metadata = spec.template.metadata ?? {};
  const first = spec.ordinals?.start ?? 0;
  const serviceName = spec.serviceName === undefined ? {} : { serviceName: spec.serviceName };
  const claimTemplates = (spec.volumeClaimTemplates ?? []).map((claim) => nameOf(claim.metadata));
  return Array.from({ length: spec.replicas ?? 1 }, (_, index) => {
    const name = `${owner}-${first + index}`;
    const labels = {
      ...metadata.labels,
      'statefulset.kubernetes.io/pod-name': name,
      'apps.kubernetes.io/pod-index': String(first + index),
    };
    return { ...shared, ...serviceName, claimTemplates, name, metadata: { ...metadata, labels } };
  });
}
