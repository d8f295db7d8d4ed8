import type { Pod } from '../../../pod/model.ts';
import type { KubernetesObject } from '../../../pod/origin.ts';
import { type DocumentPlace, nameOf } from '../documents.ts';
import type { MadeMetadata } from '../pod/pod-object.ts';
import { reference, replicaSetName, templateHash } from './owners.ts';

/**
 * The part of a pod's metadata that the controller of its workload has given it. Clients find the pods of a workload by these labels.
 * Source: kubernetes `pkg/controller/{deployment,statefulset,daemon,job}`.
 */
export function madeMetadata(document: KubernetesObject, pod: Pod, place: DocumentPlace): MadeMetadata {
  const name = nameOf(document);
  switch (document['kind']) {
    case 'Deployment':
      return {
        generateName: `${replicaSetName(document)}-`,
        labels: { 'pod-template-hash': templateHash(templateOf(document)) },
      };
    case 'StatefulSet':
      return { generateName: `${name}-`, labels: statefulLabels(document, pod) };
    case 'DaemonSet':
      return {
        generateName: `${name}-`,
        labels: {
          'controller-revision-hash': templateHash(templateOf(document)),
          'pod-template-generation': '1',
        },
      };
    case 'Job':
    case 'CronJob':
      return { generateName: `${name}-`, labels: jobLabels(document, place) };
    default:
      return { generateName: `${name}-`, labels: {} };
  }
}

function templateOf(document: KubernetesObject): unknown {
  return (document['spec'] as { readonly template?: unknown } | undefined)?.template;
}

function statefulLabels(document: KubernetesObject, pod: Pod): MadeMetadata['labels'] {
  const [, index = '0'] = /-(\d+)$/.exec(pod.name) ?? [];
  return {
    'apps.kubernetes.io/pod-index': index,
    'controller-revision-hash': `${nameOf(document)}-${templateHash(templateOf(document))}`,
    'statefulset.kubernetes.io/pod-name': pod.name,
  };
}

function jobLabels(document: KubernetesObject, place: DocumentPlace): MadeMetadata['labels'] {
  const name = nameOf(document);
  const { uid } = reference('batch/v1', 'Job', name, document, place);
  return {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
}
