import type { Resource, Subresource } from './resource.ts';

const reading = ['get', 'list', 'watch'];
const everything = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
const removing = ['delete', 'get', 'list', 'watch'];

const status = (kind: string): Subresource => ({ name: 'status', kind, verbs: ['get'] });
const scale: Subresource = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
};

type Rest = Partial<Pick<Resource, 'shortNames' | 'categories' | 'verbs' | 'subresources' | 'namespaced'>>;

function resource(at: string, name: string, kind: string, rest: Rest = {}): Resource {
  const [version = '', group = ''] = at.split('/').reverse();
  return {
    ...{ group, version, name, kind, singular: kind.toLowerCase() },
    ...{ namespaced: true, shortNames: [], categories: [], verbs: everything, subresources: [] },
    ...rest,
  };
}

const connect = ['create', 'get'];
const podSubresources: readonly Subresource[] = [
  { name: 'attach', kind: 'PodAttachOptions', verbs: connect },
  { name: 'ephemeralcontainers', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
  { name: 'exec', kind: 'PodExecOptions', verbs: connect },
  { name: 'log', kind: 'Pod', verbs: ['get'] },
  { name: 'portforward', kind: 'PodPortForwardOptions', verbs: connect },
  status('Pod'),
];

const all = ['all'];
const review = { verbs: ['create'], namespaced: false };
const workload = (kind: string): Rest => ({ categories: all, subresources: [scale, status(kind)] });

/** Every resource that is always there, in the order in which a server lists its groups; custom ones come after them. */
export const builtIn: readonly Resource[] = [
  resource('v1', 'configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  resource('v1', 'endpoints', 'Endpoints', { shortNames: ['ep'], verbs: reading }),
  resource('v1', 'events', 'Event', { shortNames: ['ev'] }),
  resource('v1', 'namespaces', 'Namespace', {
    ...{ shortNames: ['ns'], namespaced: false, verbs: reading, subresources: [status('Namespace')] },
  }),
  resource('v1', 'nodes', 'Node', {
    ...{ shortNames: ['no'], namespaced: false, verbs: reading, subresources: [status('Node')] },
  }),
  resource('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', {
    ...{ shortNames: ['pvc'], verbs: reading, subresources: [status('PersistentVolumeClaim')] },
  }),
  resource('v1', 'pods', 'Pod', { shortNames: ['po'], categories: all, subresources: podSubresources }),
  resource('v1', 'replicationcontrollers', 'ReplicationController', {
    ...workload('ReplicationController'),
    shortNames: ['rc'],
  }),
  resource('v1', 'secrets', 'Secret'),
  resource('v1', 'serviceaccounts', 'ServiceAccount', {
    ...{ shortNames: ['sa'], verbs: reading },
    subresources: [
      {
        ...{ name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1' },
        verbs: ['create'],
      },
    ],
  }),
  resource('v1', 'services', 'Service', {
    ...{ shortNames: ['svc'], categories: all, subresources: [status('Service')] },
  }),
  resource(
    'admissionregistration.k8s.io/v1',
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
    {
      ...{ categories: ['api-extensions'], namespaced: false },
    },
  ),
  resource(
    'admissionregistration.k8s.io/v1',
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    { categories: ['api-extensions'], namespaced: false },
  ),
  resource('apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', {
    ...{ shortNames: ['crd', 'crds'], categories: ['api-extensions'], namespaced: false },
    subresources: [status('CustomResourceDefinition')],
  }),
  resource('apps/v1', 'daemonsets', 'DaemonSet', {
    ...{ shortNames: ['ds'], categories: all, subresources: [status('DaemonSet')] },
  }),
  resource('apps/v1', 'deployments', 'Deployment', { ...workload('Deployment'), shortNames: ['deploy'] }),
  resource('apps/v1', 'replicasets', 'ReplicaSet', {
    ...{ ...workload('ReplicaSet'), shortNames: ['rs'], verbs: removing },
  }),
  resource('apps/v1', 'statefulsets', 'StatefulSet', { ...workload('StatefulSet'), shortNames: ['sts'] }),
  resource('authentication.k8s.io/v1', 'selfsubjectreviews', 'SelfSubjectReview', review),
  resource('authentication.k8s.io/v1', 'tokenreviews', 'TokenReview', review),
  resource('authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', review),
  resource('authorization.k8s.io/v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', review),
  resource('batch/v1', 'cronjobs', 'CronJob', {
    ...{ shortNames: ['cj'], categories: all, subresources: [status('CronJob')] },
  }),
  resource('batch/v1', 'jobs', 'Job', { categories: all, subresources: [status('Job')] }),
  resource('coordination.k8s.io/v1', 'leases', 'Lease'),
  resource('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', { verbs: reading }),
  resource('events.k8s.io/v1', 'events', 'Event', { shortNames: ['ev'] }),
  resource('networking.k8s.io/v1', 'ingressclasses', 'IngressClass', { namespaced: false }),
  resource('networking.k8s.io/v1', 'ingresses', 'Ingress', {
    ...{
      shortNames: ['ing'],
      subresources: [{ name: 'status', kind: 'Ingress', verbs: ['get', 'patch', 'update'] }],
    },
  }),
  resource('metrics.k8s.io/v1beta1', 'nodes', 'NodeMetrics', { namespaced: false, verbs: ['get', 'list'] }),
  resource('metrics.k8s.io/v1beta1', 'pods', 'PodMetrics', { verbs: ['get', 'list'] }),
];
