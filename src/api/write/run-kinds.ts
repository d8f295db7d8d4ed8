import { type ApiObject, fieldAt } from '../objects/api-object.ts';

/** Resources whose objects pods are made of. */
export const podBearing: readonly string[] = [
  ...['pods', 'replicationcontrollers', 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps'],
  ...['replicasets.apps', 'jobs.batch', 'cronjobs.batch'],
];

/** Kinds of the same, for documents. */
const podBearingKinds: readonly string[] = [
  ...[
    'Pod',
    'ReplicationController',
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'ReplicaSet',
    'Job',
    'CronJob',
  ],
];

export function bearsPods({ kind }: { readonly kind?: unknown }): boolean {
  return podBearingKinds.includes(String(kind));
}

/** Where the spec of the pods stands in a document. */
function podSpecOf(document: object): unknown {
  const { kind, spec } = document as Partial<ApiObject>;
  if (kind === 'Pod') return spec;
  if (kind === 'CronJob') return fieldAt(spec, 'jobTemplate', 'spec', 'template', 'spec');
  return fieldAt(spec, 'template', 'spec');
}

/** Whether pods of the document read a ConfigMap or a Secret, in volumes or in variables. */
export function readsData(document: object, kind: 'ConfigMap' | 'Secret', name: string): boolean {
  const references =
    kind === 'ConfigMap'
      ? ['configMap', 'configMapRef', 'configMapKeyRef']
      : ['secret', 'secretRef', 'secretKeyRef'];
  const isNamed = (value: unknown): boolean =>
    fieldAt(value, 'name') === name || (kind === 'Secret' && fieldAt(value, 'secretName') === name);
  const search = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(search);
    return Object.entries(value).some(
      ([key, part]) => (references.includes(key) && isNamed(part)) || search(part),
    );
  };
  return search(podSpecOf(document));
}
