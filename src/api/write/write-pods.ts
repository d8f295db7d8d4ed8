import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import type { RunDocuments } from '../ports.ts';
import { StatusError } from '../status.ts';
import { storeKey } from '../store/known-resources.ts';
import { type Document, dataAround, documentOf, podsOfDocument } from './around.ts';
import { asWritten } from './as-written.ts';
import type { ObjectTarget, Writing, WritingPorts } from './context.ts';
import { writtenKey } from './written.ts';

/** How long a new object may take to be seen, in milliseconds. The write is done by then. */
const seenMs = 5_000;

/**
 * Gives pods, or what makes pods, to a run. What the new version has no more of is removed.
 * @param document the object as a file would have it
 * @returns the object as it is shown now.
 */
export async function writePods(
  { store, ports, written, now }: WritingPorts,
  target: ObjectTarget,
  { document, shown }: { readonly document: Document; readonly shown: ApiObject },
  { dryRun, signal }: Writing,
): Promise<ApiObject> {
  const { resource, namespace = 'default', name } = target;
  if (resource.name === 'cronjobs') throw onSchedule(name);
  const runs = await ports.documents(namespace, signal);
  const documents = [document, ...dataAround(runs, store, namespace)];
  const wanted = isEmpty(document) ? [] : ports.check(documents);
  if (dryRun) return shown;
  const key = storeKey(resource);
  const before = podsOfDocument(runs, document);
  if (wanted.length > 0) await ports.apply(documents, signal);
  await Promise.all(
    before
      .filter((pod) => !wanted.includes(pod))
      .map((pod) => ports.remove({ namespace, name: pod }, undefined, signal)),
  );
  if (wanted.length === 0) {
    written.add(writtenKey(key, namespace, name));
    return store.put(key, { ...shown, status: { replicas: 0 } });
  }
  written.delete(writtenKey(key, namespace, name));
  if (isRestart(runs, document))
    for (const pod of before) await ports.restart({ namespace, name: pod }, signal);
  return (await untilSeen(store, key, target, signal)) ?? asAccepted(shown, now());
}

/** A workload of no pods, which no run can be given. */
function isEmpty({ kind, spec }: Document): boolean {
  return kind !== 'Pod' && fieldAt(spec, 'replicas') === 0;
}

function onSchedule(name: string): StatusError {
  return new StatusError(
    'MethodNotAllowed',
    `cronjob ${name} is not taken over the API: \`outrider up --schedule FILE\` runs it when it is due`,
  );
}

const restartedAt = ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'];

/** What `kubectl rollout restart` writes. */
function isRestart(runs: readonly RunDocuments[], document: Document): boolean {
  const after = fieldAt(document, ...restartedAt);
  const before = documentOf(runs, document as unknown as ApiObject);
  return after !== undefined && before !== undefined && fieldAt(before, ...restartedAt) !== after;
}

/** The object once it is shown; undefined when that takes too long. */
async function untilSeen(
  store: WritingPorts['store'],
  key: string,
  { namespace, name }: ObjectTarget,
  signal: AbortSignal,
): Promise<ApiObject | undefined> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(seenMs)]);
  for (;;) {
    const found = store.get(key, namespace, name);
    if (found || until.aborted) return found;
    await store.changed(key, until);
  }
}

/** What is told of an object that is not seen yet. */
function asAccepted(shown: ApiObject, now: string): ApiObject {
  const creationTimestamp = shown.metadata.creationTimestamp ?? `${now.slice(0, 19)}Z`;
  return { ...shown, metadata: { ...shown.metadata, creationTimestamp } };
}

/** What a file would have of a pod or a workload that is shown: its own document, or what is shown where its file is not known. */
export function documentBehind(runs: readonly RunDocuments[], live: ApiObject): Document {
  const own = documentOf(runs, live);
  const { namespace } = live.metadata;
  if (own) return placed(own, namespace);
  return { ...asWritten(live), ...(live.kind === 'Pod' && writtenPod(runs, live)) };
}

/** The spec in the template that a pod was made of, and its metadata without what a controller gives. */
function writtenPod(runs: readonly RunDocuments[], { metadata }: ApiObject): Document {
  for (const { pods, documents } of runs) {
    const pod = pods.find(({ name }) => name === metadata.name);
    const document = pod?.origin && documents[pod.origin.at];
    if (!document) continue;
    const { name, namespace, annotations } = metadata;
    return {
      metadata: {
        name,
        ...(namespace !== undefined && { namespace }),
        labels: pod.labels,
        ...(annotations && { annotations }),
      },
      spec: fieldAt(document, ...(pod.origin?.path ?? []), 'spec'),
    };
  }
  return {};
}

function placed(document: Document, namespace: string | undefined): Document {
  const metadata = document['metadata'] as Document | undefined;
  return { ...document, metadata: { ...metadata, ...(namespace !== undefined && { namespace }) } };
}
