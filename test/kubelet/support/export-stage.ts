import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { storyOf } from '../../support/scenario/story.ts';
import { call } from './api.ts';
import { eventsOf } from './events.ts';
import { exportedText } from './exported.ts';
import { watchPods } from './kubelet-stage.ts';
import { readLines } from './log-files.ts';
import { type KubeletOutline, kubeletOutline } from './outline.ts';
import type { Line } from './status.ts';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly template?: { readonly spec: object } };
}

const patienceMs = 180_000;

/** What the kubelet did with an exported pod, and the lines of its containers. */
export interface Ran {
  readonly outline: KubeletOutline;
  readonly lines: readonly string[];
}

/** Runs an exported pod on the node to its end. No controllers run there, so the pod of a Job is made from its template. */
export async function runExported(
  node: string,
  files: readonly string[],
  uses: readonly string[],
  captureImage: string,
): Promise<Ran> {
  const text = await exportedText(files, uses, captureImage);
  const objects = parseAllDocuments(text).map((document) => document.toJS() as Workload);
  const watched = watchPods();
  const name = `export-${objects.find(({ kind }) => kind === 'Pod' || kind === 'Job')!.metadata.name}`;
  const made = objects.map((object) => placed(object, name));
  try {
    for (const { path, object } of made) await call('POST', path, object);
    const events = await toItsEnd(node, name, watched);
    const outline = kubeletOutline(storyOf(events, 1000));
    return { outline, lines: events.flatMap((event) => (event.type === 'Log' ? [event.line] : [])) };
  } finally {
    watched.stop();
    for (const { path, object } of made)
      await call('DELETE', `${path}/${object.metadata.name}?gracePeriodSeconds=0`).catch(() => {});
  }
}

function placed(object: Workload, name: string): { readonly path: string; readonly object: Workload } {
  const path = '/api/v1/namespaces/default';
  if (object.kind !== 'Pod' && object.kind !== 'Job')
    return { path: `${path}/${object.kind.toLowerCase()}s`, object };
  const spec = {
    ...((object.spec.template?.spec ?? object.spec) as object),
    nodeName: 'judge',
    automountServiceAccountToken: false,
  };
  const pod = { kind: 'Pod', metadata: { name }, spec };
  return { path: `${path}/pods`, object: { ...pod, apiVersion: 'v1' } as unknown as Workload };
}

async function toItsEnd(
  node: string,
  name: string,
  watched: ReturnType<typeof watchPods>,
): Promise<readonly OutriderEvent[]> {
  const deadline = performance.now() + patienceMs;
  const lines = new Map<string, Line>();
  for (;;) {
    const seen = watched.seen(name);
    const uid = seen[0]?.pod.metadata.uid;
    for (const line of uid === undefined ? [] : readLines(join(node, 'pods'), 'default', name, uid))
      lines.set(`${line.container} ${line.attempt} ${line.time}`, line);
    const events = eventsOf(seen, [...lines.values()]);
    if (storyOf(events, 1000).ended()) return events;
    if (performance.now() > deadline)
      throw new Error(`${name} has not ended: ${JSON.stringify(seen.at(-1)?.pod.status)}`);
    await new Promise((resolve) => void setTimeout(resolve, 200));
  }
}
