import { isMap, isSeq, type YAMLMap } from 'yaml';
import { ENGINE_ANNOTATION } from '../../manifest/engine-source.ts';
import { MODEL_ANNOTATION, PROVIDER_ANNOTATION } from '../../manifest/provided-source.ts';
import { childMap } from '../../manifest/recipe/pod-nodes.ts';
import type { EngineOptions } from '../../pod/engine-options.ts';
import { lostOptions } from './lost-options.ts';
import { dataUnder, type ExportObject, madeObject } from './objects.ts';

interface Completed {
  readonly objects: readonly ExportObject[];
  readonly notes: readonly string[];
}

/**
 * What the pods of a Compose file need on a cluster beside themselves: a label and headless Services, so that each service is
 * found by its names, and claims for its named volumes.
 */
export function composeObjects(pods: readonly ExportObject[]): Completed {
  const described = pods.map(describe);
  const servedBy = new Map<string, string>();
  for (const { app, names } of described) for (const name of names) servedBy.set(name, app);
  return {
    objects: [
      ...[...servedBy].map(([name, app]) => serviceOf(name, app)),
      ...[...new Set(described.flatMap(({ claims }) => claims))].map(claimOf),
    ],
    notes: described.flatMap(({ notes }) => notes),
  };
}

interface Described {
  /** Value of the label `app`: replicas of a service share it. */
  readonly app: string;
  readonly names: readonly string[];
  readonly claims: readonly string[];
  readonly notes: readonly string[];
}

function describe(pod: ExportObject): Described {
  const options = engineOptions(pod);
  const aliases = (options.aliases ?? []).filter((alias) => SERVICE_NAME.test(alias));
  const app = aliases.find((alias) => pod.name.replace(/-\d+$/, '') === alias) ?? pod.name;
  const metadata = childMap(pod.root, 'metadata');
  if (metadata) childMap(metadata, 'labels')?.set('app', app);
  const names = [...new Set([...(SERVICE_NAME.test(app) ? [app] : []), ...aliases])];
  const volumes = volumesOf(pod);
  const lost = [...lostOptions(options), ...lostPrograms(pod)];
  const folders = volumes.flatMap(({ hostPath }) => hostPath?.path ?? []);
  return {
    app,
    names,
    claims: volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
    notes: [
      ...(lost.length === 0 ? [] : [`pod ${pod.name}: not on a cluster: ${lost.join(', ')}`]),
      ...folders.map(
        (path) => `pod ${pod.name}: ${path} is a folder of this machine; the node needs it there`,
      ),
    ],
  };
}

/** RFC 1035: what a Service may be called. */
const SERVICE_NAME = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** What a program of this machine makes for the pod. */
function lostPrograms(pod: ExportObject): readonly string[] {
  return Object.keys(dataUnder(pod, 'metadata')['annotations'] ?? {}).flatMap((key) => {
    if (key.startsWith(PROVIDER_ANNOTATION))
      return [`the provider of ${key.slice(PROVIDER_ANNOTATION.length)}`];
    return key.startsWith(MODEL_ANNOTATION) ? [`the model ${key.slice(MODEL_ANNOTATION.length)}`] : [];
  });
}

function engineOptions(pod: ExportObject): EngineOptions {
  const annotations = dataUnder(pod, 'metadata')['annotations'] as Record<string, string> | undefined;
  const text = annotations?.[ENGINE_ANNOTATION];
  return text === undefined ? {} : (JSON.parse(text) as EngineOptions);
}

interface VolumeValue {
  readonly hostPath?: { readonly path: string };
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

function volumesOf({ root, yaml }: ExportObject): readonly VolumeValue[] {
  const spec: unknown = root.get('spec', true);
  const volumes: unknown = isMap(spec) ? (spec as YAMLMap).get('volumes', true) : undefined;
  return isSeq(volumes) ? (volumes.toJS(yaml.document) as VolumeValue[]) : [];
}

/** Names lead to the pods themselves, ready or not, as in Compose. */
function serviceOf(name: string, app: string): ExportObject {
  return madeObject({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector: { app } },
  });
}

/** A size is required; a class decides what becomes of it. */
function claimOf(name: string): ExportObject {
  return madeObject({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
}
