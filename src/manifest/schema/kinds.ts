import * as z from 'zod';
import { endpointsShape, sliceShape, sliceVersion } from './endpoints.ts';
import { approximated, honoured, ignored, required } from './fidelity.ts';
import { metadata } from './metadata.ts';
import { podSpec, podTemplate } from './pod.ts';
import { flag, intOrText, port, seconds, text, textMap, texts } from './scalars.ts';

const STATUS = 'a cluster writes it';
const ROLLOUT = 'pods are not rolled; `up` again changes what changed';
const STORAGE = 'a named volume of the engine has neither size, class nor mode';
const JOB = 'one pod is run, once';

const object = <T extends z.ZodRawShape>(apiVersion: string, kind: string, shape: T) =>
  z.object({
    apiVersion: required(z.literal(apiVersion)),
    kind: required(z.literal(kind)),
    metadata: required(metadata),
    ...shape,
    status: ignored(STATUS, [{}]),
  });

const requirement = z.object({
  key: required(text),
  operator: required(z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist'])),
  values: honoured(texts),
});

/** metav1.LabelSelector. */
const labelSelector = z.object({
  matchLabels: honoured(textMap),
  matchExpressions: honoured(z.array(requirement)),
});
export type LabelSelector = z.output<typeof labelSelector>;

/** More than any laptop carries; a slip of the pen should not fill its memory. */
const MOST_REPLICAS = 100;
const replicas = honoured(z.int().min(0).max(MOST_REPLICAS), 'above 1, as many pods: `name-0`, `name-1`, …');
const template = required(podTemplate);
const selector = required(labelSelector, 'must match the labels of the template');
const minReadySeconds = ignored(ROLLOUT, [0]);
const revisionHistoryLimit = ignored(ROLLOUT);

const deployment = z.object({
  replicas,
  selector,
  template,
  minReadySeconds,
  revisionHistoryLimit,
  strategy: ignored(ROLLOUT),
  paused: ignored(ROLLOUT, [false]),
  progressDeadlineSeconds: ignored(ROLLOUT),
});

const statefulSet = z.object({
  replicas,
  selector,
  template,
  serviceName: honoured(text, 'one more DNS name for each pod, `<pod>.<serviceName>`'),
  volumeClaimTemplates: approximated(z.array(z.looseObject({ metadata: required(metadata) })), STORAGE),
  ordinals: honoured(z.object({ start: honoured(seconds) })),
  minReadySeconds,
  revisionHistoryLimit,
  updateStrategy: ignored(ROLLOUT),
  podManagementPolicy: ignored('pods start side by side', ['Parallel']),
  persistentVolumeClaimRetentionPolicy: ignored('`down` keeps named volumes'),
});

const daemonSet = z.object({
  selector,
  template,
  minReadySeconds,
  revisionHistoryLimit,
  updateStrategy: ignored(ROLLOUT),
});

const replicaSet = z.object({ replicas, selector, template, minReadySeconds });

const replicationController = z.object({
  replicas,
  selector: honoured(textMap, 'must match the labels of the template; without one those are taken'),
  template,
  minReadySeconds,
});

const job = z.object({
  template,
  activeDeadlineSeconds: honoured(seconds, 'as the pod’s own'),
  backoffLimit: approximated(seconds, 'a failed pod is not replaced; `OnFailure` retries without an end'),
  completions: approximated(seconds, JOB),
  parallelism: approximated(seconds, JOB),
  completionMode: ignored(JOB, ['NonIndexed']),
  selector: ignored(JOB),
  manualSelector: ignored(JOB, [false]),
  suspend: ignored(JOB, [false]),
  backoffLimitPerIndex: ignored(JOB),
  maxFailedIndexes: ignored(JOB),
  podFailurePolicy: ignored(JOB),
  successPolicy: ignored(JOB),
  podReplacementPolicy: ignored(JOB),
  managedBy: ignored(JOB),
  ttlSecondsAfterFinished: ignored('a pod is removed when `up` ends'),
});

const HISTORY = 'a pod is removed when its run has ended';

const cronJob = z.object({
  schedule: required(text, 'the job is run once, now; by its schedule with `up --schedule`'),
  jobTemplate: required(z.object({ metadata: approximated(metadata, 'not used'), spec: required(job) })),
  timeZone: honoured(text, 'with `up --schedule`; default: that of this machine'),
  startingDeadlineSeconds: honoured(seconds, 'with `up --schedule`'),
  concurrencyPolicy: honoured(z.enum(['Allow', 'Forbid', 'Replace', '']), 'with `up --schedule`'),
  suspend: honoured(flag, 'with `up --schedule`; without it the job is run once all the same'),
  successfulJobsHistoryLimit: ignored(HISTORY),
  failedJobsHistoryLimit: ignored(HISTORY),
});

const NOT_OUTSIDE = 'this machine is the only way in';
const ONE_NODE = 'there is one node';
const FAMILIES = 'pods get IPv6 where it is asked for; the Service itself has an IPv4 address';

const servicePort = z.object({
  name: honoured(text),
  port: required(port),
  targetPort: honoured(intOrText, 'a number, or the name of a port of each pod'),
  protocol: approximated(z.enum(['TCP', 'UDP', 'SCTP']), 'nothing leads an SCTP port on'),
  appProtocol: ignored('nothing here looks at it'),
  nodePort: approximated(
    port,
    'published on this machine; without one the engine chooses (`docker port PROJECT_POD_gateway.0`)',
  ),
});

const trafficPolicy = z.enum(['Cluster', 'Local']);

const service = z.object({
  selector: honoured(textMap),
  ports: honoured(z.array(servicePort)),
  clusterIP: honoured(text, 'without one, an address of the project’s network'),
  clusterIPs: approximated(texts, '`clusterIP` counts'),
  type: approximated(
    z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']),
    '`NodePort` and `LoadBalancer` are published on this machine by a gateway that stays for as long as one of the pods behind them is there',
  ),
  sessionAffinity: approximated(z.enum(['None', 'ClientIP']), 'a client keeps its pod without a time limit'),
  publishNotReadyAddresses: honoured(flag),
  externalName: honoured(text),
  ipFamilies: approximated(z.array(z.enum(['IPv4', 'IPv6'])), FAMILIES),
  ipFamilyPolicy: approximated(z.enum(['SingleStack', 'PreferDualStack', 'RequireDualStack']), FAMILIES),
  internalTrafficPolicy: honoured(trafficPolicy, 'there is one node, and every pod is on it'),
  externalTrafficPolicy: approximated(
    trafficPolicy,
    'there is one node, and every pod is on it; with `Local` too, a server sees the address of the gateway',
  ),
  trafficDistribution: ignored(ONE_NODE),
  sessionAffinityConfig: ignored('a client keeps its pod without a time limit'),
  ...Object.fromEntries(
    [
      ...['externalIPs', 'loadBalancerClass', 'loadBalancerIP', 'loadBalancerSourceRanges'],
      ...['allocateLoadBalancerNodePorts', 'healthCheckNodePort'],
    ].map((name) => [name, ignored(NOT_OUTSIDE)]),
  ),
});

const immutable = honoured(flag, 'a pod that runs refuses other data');

const claim = z.object({
  accessModes: approximated(z.unknown(), STORAGE),
  resources: approximated(z.unknown(), STORAGE),
  storageClassName: ignored(STORAGE),
  volumeMode: ignored(STORAGE, ['Filesystem']),
  volumeName: ignored(STORAGE),
  volumeAttributesClassName: ignored(STORAGE),
  selector: ignored(STORAGE),
  dataSource: ignored(STORAGE),
  dataSourceRef: ignored(STORAGE),
});

/** Every kind of document that is read, under its `kind`. */
export const kinds = {
  Pod: object('v1', 'Pod', { spec: required(podSpec) }),
  Deployment: object('apps/v1', 'Deployment', { spec: required(deployment) }),
  StatefulSet: object('apps/v1', 'StatefulSet', { spec: required(statefulSet) }),
  DaemonSet: object('apps/v1', 'DaemonSet', { spec: required(daemonSet) }),
  ReplicaSet: object('apps/v1', 'ReplicaSet', { spec: required(replicaSet) }),
  ReplicationController: object('v1', 'ReplicationController', { spec: required(replicationController) }),
  CronJob: object('batch/v1', 'CronJob', { spec: required(cronJob) }),
  Job: object('batch/v1', 'Job', { spec: required(job) }),
  ConfigMap: object('v1', 'ConfigMap', { data: honoured(textMap), binaryData: honoured(textMap), immutable }),
  Secret: object('v1', 'Secret', {
    data: honoured(textMap, 'base64'),
    stringData: honoured(textMap, 'wins over `data`'),
    type: ignored('any type is read alike', [
      'Opaque',
      'kubernetes.io/tls',
      'kubernetes.io/basic-auth',
      'kubernetes.io/dockerconfigjson',
    ]),
    immutable,
  }),
  Service: object('v1', 'Service', { spec: required(service) }),
  Endpoints: object('v1', 'Endpoints', endpointsShape),
  EndpointSlice: object(sliceVersion, 'EndpointSlice', sliceShape),
  PersistentVolumeClaim: object('v1', 'PersistentVolumeClaim', { spec: approximated(claim, STORAGE) }),
} as const;

export type Kind = keyof typeof kinds;
export type ObjectOf<K extends Kind> = z.output<(typeof kinds)[K]>;
export const WORKLOADS = [
  ...(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'] as const),
  ...(['Job', 'CronJob'] as const),
] as const;
export type Workload = (typeof WORKLOADS)[number];

/** Where a workload has the template of its pods. */
export function templatePath(kind: Workload): readonly string[] {
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
}
