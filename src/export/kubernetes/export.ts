import type { SourceDocument } from '../../manifest/documents.ts';
import { podNodes } from '../../manifest/recipe/pod-nodes.ts';
import { addCapture } from './capture-container.ts';
import { clean } from './clean.ts';
import { composeObjects } from './compose-objects.ts';
import { type ExportObject, objectsOf } from './objects.ts';
import { leftOutNote } from './secrets.ts';

interface KubernetesExportOptions {
  /** Of the init container that loads capture rules; undefined leaves capture out. */
  readonly captureImage: string | undefined;
  /** Without it Secrets are left out, and a note says how each is made. */
  readonly withSecrets: boolean;
}

interface KubernetesExport {
  readonly objects: readonly ExportObject[];
  /** What a person must know or do, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Objects that run on a cluster without Outrider as the documents run here. Workloads stay what they are, with their comments.
 *
 * @param documents checked and without anchors, as `applyRecipes` returns them.
 */
export function exportKubernetes(
  documents: readonly SourceDocument[],
  { captureImage, withSecrets }: KubernetesExportOptions,
): KubernetesExport {
  const objects = objectsOf(documents);
  const captured = objects.flatMap(({ yaml: { document } }) =>
    captureImage === undefined
      ? []
      : podNodes(document).flatMap((pod) => addCapture(document, pod, captureImage)),
  );
  const compose = composeObjects(objects.filter(({ kind, isOfCompose }) => isOfCompose && kind === 'Pod'));
  for (const object of objects) clean(object);
  const isLeftOut = ({ kind }: ExportObject): boolean => kind === 'Secret' && !withSecrets;
  return {
    objects: [...objects.filter((object) => !isLeftOut(object)), ...compose.objects],
    notes: [...compose.notes, ...captured, ...objects.filter(isLeftOut).map(leftOutNote)],
  };
}
