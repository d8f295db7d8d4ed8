import type { Pod } from '../../../pod/model.ts';
import type { KubernetesObject } from '../../../pod/origin.ts';
import { type ApiObject, fieldAt } from '../api-object.ts';
import { type DocumentPlace, nameOf, namespaceOf, shownDocument } from '../documents.ts';

/** A claim: those of the files, and those that pods name without one (Compose volumes, templates of a StatefulSet). */
export function claimObjects(
  documents: readonly KubernetesObject[],
  pods: readonly Pod[],
  place: DocumentPlace,
): readonly ApiObject[] {
  const claims = new Map<string, KubernetesObject>();
  for (const pod of pods)
    for (const volume of pod.volumes)
      if (volume.type === 'persistent') {
        const document = {
          ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
          metadata: { name: volume.claimName, namespace: pod.namespace },
          spec: { accessModes: ['ReadWriteOnce'] },
        };
        claims.set(`${namespaceOf(document, place)}/${volume.claimName}`, document);
      }
  for (const document of documents)
    if (document['kind'] === 'PersistentVolumeClaim')
      claims.set(`${namespaceOf(document, place)}/${nameOf(document)}`, document);
  return [...claims.values()].map((document) => claimObject(document, place));
}

/** Every claim is bound at once: a named volume of the engine has neither size nor class. */
function claimObject(document: KubernetesObject, place: DocumentPlace): ApiObject {
  const modes = fieldAt(document, 'spec', 'accessModes') ?? ['ReadWriteOnce'];
  const storage = fieldAt(document, 'spec', 'resources', 'requests', 'storage');
  const spec = document['spec'] as object | undefined;
  return shownDocument(document, place, true, {
    spec: { ...spec, volumeName: nameOf(document), volumeMode: 'Filesystem' },
    status: {
      phase: 'Bound',
      accessModes: modes,
      ...(storage !== undefined && { capacity: { storage } }),
    },
  });
}
