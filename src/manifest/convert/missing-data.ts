import type { MissingData } from '../../pod/missing-data.ts';
import type { Pod } from '../../pod/model.ts';
import { type DataReference, dataReferences } from '../data-references.ts';
import { findData, type PodSource, type Sources } from '../sources.ts';

/** What the containers and the volumes of a pod need and the files do not have, each once. */
export function missingData(pod: PodSource, sources: Sources): Pick<Pod, 'missingData'> {
  const found = dataReferences(pod)
    .filter(({ optional }) => !optional)
    .flatMap((reference) => missingOf(reference, pod, sources));
  const distinct = [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
  return distinct.length > 0 ? { missingData: distinct } : {};
}

function missingOf(reference: DataReference, pod: PodSource, sources: Sources): readonly MissingData[] {
  const { kind, name, neededBy, keys = [] } = reference;
  const data = findData(sources, kind, pod.namespace, name);
  const words = kind.toLowerCase();
  if (!data) return [{ neededBy, message: inWords(neededBy, `${words} "${name}" not found`) }];
  return keys
    .filter(({ key }) => !data.entries.has(key))
    .map(({ key }) => {
      const message =
        'volume' in neededBy
          ? `${kind} ${name} references non-existent ${kind === 'Secret' ? 'secret' : 'config'} key: ${key}`
          : `couldn't find key ${key} in ${kind} ${pod.namespace}/${name}`;
      return { neededBy, message: inWords(neededBy, message) };
    });
}

/** The words of the kubelet (`pkg/kubelet/kubelet_pods.go`, `pkg/volume/configmap`, `pkg/volume/secret`). */
function inWords(neededBy: MissingData['neededBy'], message: string): string {
  return 'volume' in neededBy ? `volume "${neededBy.volume}": ${message}` : message;
}
