import type { PodView } from '../../../events/view.ts';
import type { KubernetesObject } from '../../../pod/origin.ts';
import { uidOf } from '../../../pod/uid.ts';
import type { ApiObject } from '../api-object.ts';
import { type DocumentPlace, nameOf, namespaceOf, shownDocument } from '../documents.ts';
import { completedSpec } from '../pod/spec-defaults.ts';
import { type Counts, countsOf } from './counts.ts';
import { jobStatus } from './job-status.ts';
import { reference, replicaSetName, templateHash } from './owners.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A workload of the files as the API shows it, and what a cluster makes between it and its pods. */
export function workloadObjects(
  document: KubernetesObject,
  views: readonly PodView[],
  place: DocumentPlace,
): readonly ApiObject[] {
  const counts = countsOf(views);
  const spec = (document['spec'] ?? {}) as Fields;
  switch (document['kind']) {
    case 'Deployment':
      return [deployment(document, spec, counts, place), replicaSetOf(document, spec, counts, place)];
    case 'CronJob':
      return cronJob(document, spec, counts, place);
    case 'Job':
      return [shown(document, jobSpec(spec, document, place), jobStatus(spec, counts), place)];
    case 'DaemonSet':
      return [shown(document, { ...withTemplate(spec), ...rolling }, daemonSetStatus(counts), place)];
    default:
      return [replicated(document, spec, counts, place)];
  }
}

function shown(document: KubernetesObject, spec: Fields, status: Fields, place: DocumentPlace): ApiObject {
  const object = shownDocument(document, place, true, { spec, status });
  return { ...object, metadata: { ...object.metadata, generation: 1 } };
}

/** A template is shown with a server's defaults; nothing is placed on a node by it. */
function withTemplate(spec: Fields, labels: Readonly<Record<string, string>> = {}): Fields {
  const template = (spec['template'] ?? {}) as Fields;
  const { metadata, spec: pod } = template as { readonly metadata?: Fields; readonly spec?: Fields };
  const {
    nodeName: _,
    tolerations: __,
    priority: ___,
    preemptionPolicy: ____,
    ...complete
  } = completedSpec(pod ?? {}, '');
  const { enableServiceLinks: _____, serviceAccountName, serviceAccount, ...rest } = complete;
  const account = pod?.['serviceAccountName'] === undefined ? {} : { serviceAccountName, serviceAccount };
  const given = (metadata?.['labels'] ?? {}) as Fields;
  return {
    ...spec,
    template: { metadata: { ...metadata, labels: { ...given, ...labels } }, spec: { ...rest, ...account } },
  };
}

const rolling = { revisionHistoryLimit: 10, updateStrategy: { type: 'RollingUpdate' } };
const revision = { 'deployment.kubernetes.io/revision': '1' };

function deployment(
  document: KubernetesObject,
  spec: Fields,
  counts: Counts,
  place: DocumentPlace,
): ApiObject {
  const replicas = Number(spec['replicas'] ?? 1);
  const complete = {
    ...{ revisionHistoryLimit: 10, progressDeadlineSeconds: 600 },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    ...withTemplate(spec),
    replicas,
  };
  const isAvailable = counts.ready >= replicas;
  const at = { lastUpdateTime: counts.start ?? place.since, lastTransitionTime: counts.start ?? place.since };
  const available = {
    ...{ type: 'Available', status: isAvailable ? 'True' : 'False', ...at },
    reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${isAvailable ? 'has' : 'does not have'} minimum availability.`,
  };
  const name = replicaSetName(document);
  const progressing = {
    ...{ type: 'Progressing', status: 'True', ...at },
    reason: isAvailable ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
    message: `ReplicaSet "${name}" ${isAvailable ? 'has successfully progressed' : 'is progressing'}.`,
  };
  const missing = Math.max(0, replicas - counts.ready);
  const object = shown(
    document,
    complete,
    {
      observedGeneration: 1,
      ...numbers({ replicas: counts.there, updatedReplicas: counts.there, readyReplicas: counts.ready }),
      ...numbers({ availableReplicas: counts.ready, unavailableReplicas: missing }),
      terminatingReplicas: 0,
      conditions: [available, progressing],
    },
    place,
  );
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...revision } },
  };
}

function replicaSetOf(
  document: KubernetesObject,
  spec: Fields,
  counts: Counts,
  place: DocumentPlace,
): ApiObject {
  const name = replicaSetName(document);
  const namespace = namespaceOf(document, place);
  const replicas = Number(spec['replicas'] ?? 1);
  const label = { 'pod-template-hash': templateHash(spec['template']) };
  const { template } = withTemplate(spec, label) as { readonly template: { readonly metadata: Fields } };
  const selector = (spec['selector'] ?? {}) as { readonly matchLabels?: Fields };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...{ name, namespace, uid: uidOf(place.project, 'ReplicaSet', namespace, name), generation: 1 },
      creationTimestamp: place.since,
      labels: template.metadata['labels'] as Readonly<Record<string, string>>,
      annotations: {
        ...revision,
        'deployment.kubernetes.io/desired-replicas': String(replicas),
        // While a new template comes, a quarter more may be there.
        'deployment.kubernetes.io/max-replicas': String(replicas + Math.ceil(replicas / 4)),
      },
      ownerReferences: [reference('apps/v1', 'Deployment', nameOf(document), document, place)],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...label } },
      template,
    },
    status: { ...replicaStatus(counts), terminatingReplicas: 0 },
  };
}

/** StatefulSet, ReplicaSet, ReplicationController. */
function replicated(
  document: KubernetesObject,
  spec: Fields,
  counts: Counts,
  place: DocumentPlace,
): ApiObject {
  const replicas = Number(spec['replicas'] ?? 1);
  if (document['kind'] !== 'StatefulSet')
    return shown(document, { ...withTemplate(spec), replicas }, replicaStatus(counts), place);
  const usual = { podManagementPolicy: 'OrderedReady', serviceName: '', ...rolling };
  const revisionName = `${nameOf(document)}-${templateHash(spec['template'])}`;
  const status = {
    ...{ ...replicaStatus(counts), currentReplicas: counts.there, updatedReplicas: counts.there },
    ...{ currentRevision: revisionName, updateRevision: revisionName, collisionCount: 0 },
  };
  return shown(document, { ...usual, ...withTemplate(spec), replicas }, status, place);
}

function replicaStatus({ there, ready }: Counts): Fields {
  return {
    replicas: there,
    ...numbers({ fullyLabeledReplicas: there, readyReplicas: ready, availableReplicas: ready }),
    observedGeneration: 1,
  };
}

function daemonSetStatus({ there, ready }: Counts): Fields {
  return {
    ...{ currentNumberScheduled: there, desiredNumberScheduled: 1, numberMisscheduled: 0 },
    ...{ numberReady: ready, observedGeneration: 1, updatedNumberScheduled: there },
    ...numbers({ numberAvailable: ready, numberUnavailable: Math.max(0, 1 - ready) }),
  };
}

function jobSpec(spec: Fields, document: KubernetesObject, place: DocumentPlace): Fields {
  const uid = uidOf(place.project, 'Job', namespaceOf(document, place), nameOf(document));
  const labels = { 'batch.kubernetes.io/job-name': nameOf(document), 'job-name': nameOf(document) };
  return {
    ...{ parallelism: 1, completions: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false },
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    ...withTemplate(spec, labels),
  };
}

function cronJob(
  document: KubernetesObject,
  spec: Fields,
  counts: Counts,
  place: DocumentPlace,
): readonly ApiObject[] {
  const { spec: job = {} } = (spec['jobTemplate'] ?? {}) as { readonly spec?: Fields };
  const name = nameOf(document);
  const namespace = namespaceOf(document, place);
  const run: ApiObject = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...{ name, namespace, uid: uidOf(place.project, 'Job', namespace, name), generation: 1 },
      creationTimestamp: place.since,
      ownerReferences: [reference('batch/v1', 'CronJob', name, document, place)],
    },
    spec: jobSpec(job, document, place),
    status: jobStatus(job, counts),
  };
  const active = counts.active > 0 ? [{ apiVersion: 'batch/v1', kind: 'Job', name, namespace }] : [];
  const usual = { concurrencyPolicy: 'Allow', suspend: false };
  const history = { successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 };
  const status = {
    ...(active.length > 0 && { active }),
    ...(counts.start !== undefined && { lastScheduleTime: counts.start }),
  };
  return [shown(document, { ...usual, ...history, ...spec }, status, place), ...(counts.start ? [run] : [])];
}

/** Counts of 0 are left out, as a server leaves them out. */
function numbers(all: Readonly<Record<string, number>>): Fields {
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}
