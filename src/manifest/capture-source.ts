import { captureDefaults, withCaptureDefaults } from '../pod/capture-defaults.ts';
import type { CaptureOptions } from '../pod/model.ts';
import { checkFields } from './check/fields.ts';
import { typeProblem } from './check/types.ts';
import { isMapping } from './documents.ts';
import { onceForEach } from './once-for-each.ts';
import { error, type Path, type Problem } from './problem.ts';
import { type CaptureInput, captureOptions } from './schema/capture.ts';
import type { PodSource } from './sources.ts';
import { readEmbedded } from './yaml/embedded-data.ts';

/** What a pod's annotations say of capture, as far as it can be read. */
export interface CaptureSource {
  readonly given: Partial<CaptureOptions>;
  /** Where each given option stands, from the pod on; a path may go on into the text of an annotation. */
  readonly paths: Readonly<Record<string, Path>>;
  /** Of what switches capture on: an annotation, or an init container that Istio has injected. */
  readonly path: Path;
  readonly problems: readonly Problem[];
}

const ANNOTATIONS = ['metadata', 'annotations'];
export const CAPTURE_PATH: Path = [...ANNOTATIONS, 'outrider.dev/capture'];

/** Istio's annotations and the options they are; `sidecar.istio.io/interceptionMode` is the mode. */
export const ISTIO: Readonly<Record<string, keyof CaptureInput>> = {
  'sidecar.istio.io/interceptionMode': 'mode',
  'traffic.sidecar.istio.io/includeInboundPorts': 'includeInboundPorts',
  'traffic.sidecar.istio.io/excludeInboundPorts': 'excludeInboundPorts',
  'traffic.sidecar.istio.io/includeOutboundPorts': 'includeOutboundPorts',
  'traffic.sidecar.istio.io/excludeOutboundPorts': 'excludeOutboundPorts',
  'traffic.sidecar.istio.io/includeOutboundIPRanges': 'includeOutboundIPRanges',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': 'excludeOutboundIPRanges',
  'traffic.sidecar.istio.io/excludeInterfaces': 'excludeInterfaces',
};

export const ISTIO_PROXY = 'istio-proxy';

/** What `istioctl kube-inject` adds to load rules, and to prove them. Capture does both. */
const ISTIO_INITS: readonly string[] = ['istio-init', 'istio-validation'];

/** Where the init containers stand that Istio has injected for its rules. */
export function istioInits({
  spec,
}: Pick<PodSource, 'spec'>): readonly { readonly name: string; readonly path: Path }[] {
  return (spec.initContainers ?? []).flatMap(({ name, restartPolicy }, index) =>
    isIstioInit({ name, restartPolicy }) ? [{ name, path: ['spec', 'initContainers', index] }] : [],
  );
}

/** A plain init container under one of the names that Istio gives. */
export function isIstioInit({
  name,
  restartPolicy,
}: {
  readonly name: string;
  readonly restartPolicy?: string | undefined;
}): boolean {
  return ISTIO_INITS.includes(name) && restartPolicy !== 'Always';
}

/**
 * Undefined when the pod does not ask for capture: by its own annotation or, beside Istio's proxy, by one of Istio's or
 * by what Istio has injected. Own options win over Istio's annotations.
 */
export function readCapture(pod: Pick<PodSource, 'metadata' | 'spec'>): CaptureSource | undefined {
  const annotations = pod.metadata.annotations ?? {};
  const text = annotations['outrider.dev/capture'];
  const istio = Object.keys(annotations).filter((name) => Object.hasOwn(ISTIO, name));
  const injected = istioInits(pod);
  const asks = istio.length + injected.length > 0 && containerNames(pod).includes(ISTIO_PROXY);
  if (text === undefined && !asks) return undefined;
  const own = text === undefined ? { value: {}, problems: [] } : parseOptions(annotations);
  const fromIstio = istio.map((name): Entry => {
    const option = ISTIO[name]!;
    return [option, listOf(option, annotations[name], true), [...ANNOTATIONS, name]];
  });
  const fromOwn = Object.entries(own.value).map(
    ([option, value]): Entry => [option, value, [...CAPTURE_PATH, option]],
  );
  const entries = [...fromIstio, ...fromOwn];
  return {
    given: Object.fromEntries(entries.map(([option, value]) => [option, normalise(option, value)])),
    paths: Object.fromEntries(entries.map(([option, , path]) => [option, path])),
    path: text !== undefined ? CAPTURE_PATH : istio[0] ? [...ANNOTATIONS, istio[0]] : injected[0]!.path,
    problems: own.problems,
  };
}

type Entry = readonly [option: string, value: unknown, path: Path];

interface Parsed {
  readonly value: CaptureInput;
  readonly problems: readonly Problem[];
}

const parseOptions = onceForEach((annotations: Readonly<Record<string, string>>): Parsed => {
  const read = readEmbedded(annotations['outrider.dev/capture']!);
  const hint = 'a mapping, as `proxy: haproxy` or `{proxy: haproxy, captureDns: true}`';
  if ('problem' in read)
    return {
      value: {},
      problems: [error('capture-option', CAPTURE_PATH, `not YAML: ${read.problem}`, { hint })],
    };
  const data = read.value;
  if (!isMapping(data))
    return { value: {}, problems: [error('capture-option', CAPTURE_PATH, 'needs a mapping', { hint })] };
  const fields = checkFields(captureOptions, data);
  const parsed = captureOptions.safeParse(fields.value);
  const types = parsed.success ? [] : parsed.error.issues.map((issue) => typeProblem(issue, fields.value));
  const problems = [...fields.problems, ...types].map((problem) => ({
    ...problem,
    path: [...CAPTURE_PATH, ...problem.path],
  }));
  const wrong = new Set(types.map(({ path }) => path[0]));
  const entries = Object.entries(fields.value as object).filter(([option]) => !wrong.has(option));
  return { value: Object.fromEntries(entries) as CaptureInput, problems };
});

/**
 * The items of an option, however it is written.
 *
 * @param fromIstio its annotation `excludeInboundPorts` adds to the ports that Istio leaves alone by itself.
 */
export function listOf(option: string, value: unknown, fromIstio = false): readonly unknown[] {
  const extra = fromIstio && option === 'excludeInboundPorts' ? captureDefaults.excludeInboundPorts : [];
  return [...split(value), ...extra];
}

/** `a, b` and `[a, b]` are one and the same. */
function split(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string'
    ? value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : [value];
}

function normalise(option: string, value: unknown): unknown {
  if (option === 'mode') return Array.isArray(value) ? value[0] : value;
  if (option === 'bypassUids') return split(value);
  const isList = Array.isArray(captureDefaults[option as keyof typeof captureDefaults]);
  return isList ? split(value).map(String) : value;
}

/** The options with defaults; the proxy's own `runAsUser` and `runAsGroup` count before those. */
export function completeCapture(source: CaptureSource, pod: Pick<PodSource, 'spec'>): CaptureOptions {
  const proxy = source.given.proxy ?? likelyProxy(pod) ?? '';
  const { containers, initContainers = [] } = pod.spec;
  const container = [...initContainers, ...containers].find(({ name }) => name === proxy);
  const { runAsUser, runAsGroup } = container?.securityContext ?? {};
  return withCaptureDefaults({
    ...(runAsUser !== undefined && { proxyUid: runAsUser }),
    ...(runAsGroup !== undefined && { proxyGid: runAsGroup }),
    ...source.given,
    proxy,
  });
}

/** Whom a pod that names nobody means: Istio's proxy, or its only sidecar. */
export function likelyProxy(pod: Pick<PodSource, 'spec'>): string | undefined {
  if (containerNames(pod).includes(ISTIO_PROXY)) return ISTIO_PROXY;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return sidecars.length === 1 ? sidecars[0]!.name : undefined;
}

function containerNames({ spec }: Pick<PodSource, 'spec'>): readonly string[] {
  return [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name);
}
