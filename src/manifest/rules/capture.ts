import type { CaptureOptions } from '../../pod/model.ts';
import {
  CAPTURE_PATH,
  type CaptureSource,
  completeCapture,
  ISTIO,
  ISTIO_PROXY,
  likelyProxy,
  readCapture,
} from '../capture-source.ts';
import { captureValueProblems } from '../capture-values.ts';
import { nearest } from '../nearest.ts';
import { error, type Path, type Problem, warning } from '../problem.ts';
import type { PodSource } from '../sources.ts';
import { type Placed, type PodRule, placedContainers } from './rule.ts';

/** What stands in the annotations can be read. */
export const captureIsReadable: PodRule = (pod) => {
  const source = readCapture(pod);
  return source ? [...source.problems, ...captureValueProblems(source.given, source.paths)] : [];
};

/** Istio's injector would have added the proxy; here nobody does. */
export const istioAnnotationsCount: PodRule = (pod) =>
  readCapture(pod)
    ? []
    : Object.keys(pod.metadata.annotations ?? {})
        .filter((name) => Object.hasOwn(ISTIO, name))
        .map((name) =>
          warning('capture-option', ['metadata', 'annotations', name], 'has no effect: capture is off', {
            on: 'key',
            hint: `add outrider.dev/capture, or a sidecar named ${ISTIO_PROXY}`,
          }),
        );

/** The proxy is a container that runs beside the app, and `startAfter` one that ends before it. */
export const captureNamesContainers: PodRule = (pod) => {
  const source = readCapture(pod);
  if (!source) return [];
  return [...proxyProblems(source, pod), ...startAfterProblems(source, pod)];
};

function proxyProblems(source: CaptureSource, pod: PodSource): readonly Problem[] {
  const placed = placedContainers(pod);
  const name = source.given.proxy ?? likelyProxy(pod);
  const hint = `it has ${names(placed)}`;
  if (name === undefined) {
    const isBroken = source.problems.length > 0;
    const message = 'which container takes the traffic? Add `proxy: <name>`';
    return isBroken ? [] : [error('capture-proxy', source.path, message, { on: 'key', hint })];
  }
  const path = source.paths['proxy'] ?? source.path;
  const proxy = placed.find(({ container }) => container.name === name);
  if (!proxy) {
    const near = nearest(
      name,
      placed.map(({ container }) => container.name),
    );
    const meant = near === undefined ? '' : `; did you mean ${near}?`;
    return [error('capture-proxy', path, `the pod has no container ${name}${meant}`, { hint })];
  }
  if (proxy.role !== 'init') return [];
  const message = `${name} is a plain init container, which ends before the app starts`;
  return [
    error('capture-proxy', path, message, { hint: 'give it `restartPolicy: Always`: a sidecar stays' }),
  ];
}

function startAfterProblems({ given, paths }: CaptureSource, pod: PodSource): readonly Problem[] {
  const inits = placedContainers(pod).filter(({ role }) => role === 'init');
  if (given.startAfter === undefined || inits.some(({ container }) => container.name === given.startAfter))
    return [];
  const hint = inits.length > 0 ? `it has ${names(inits)}` : 'it has none';
  const message = `the pod has no plain init container ${given.startAfter} to wait for`;
  return [error('capture-option', paths['startAfter']!, message, { hint })];
}

function names(placed: readonly Placed[]): string {
  return placed.map(({ container }) => container.name).join(', ');
}

const PORTS = ['inboundPort', 'outboundPort', 'dnsPort', 'tunnelPort'] as const;

export const capturePortsDiffer: PodRule = (pod) => {
  const source = readCapture(pod);
  if (!source) return [];
  const options = completeCapture(source, pod);
  return PORTS.flatMap((port, index) =>
    PORTS.slice(0, index)
      .filter((other) => options[other] === options[port])
      .map((other) => {
        const path = source.paths[port] ?? source.paths[other] ?? source.path;
        return error('capture-option', path, `${other} and ${port} are both ${options[port]}`);
      }),
  );
};

/**
 * The kernel tells the proxy's connections from the app's by uid and gid alone, so these must be the proxy's own. Only
 * in TPROXY mode it is root, exempt by its gid: Docker gives the capabilities that it needs to nobody else.
 */
export const captureIdentityIsOwn: PodRule = (pod) => {
  const source = readCapture(pod);
  if (!source) return [];
  const options = completeCapture(source, pod);
  if (options.mode === 'NONE') return [];
  return [...proxyIdentity(source, options, pod), ...appIdentity(source, options, pod)];
};

const KINDS = [
  { option: 'proxyUid', field: 'runAsUser', word: 'uid' },
  { option: 'proxyGid', field: 'runAsGroup', word: 'gid' },
] as const;

function proxyIdentity(source: CaptureSource, options: CaptureOptions, pod: PodSource): readonly Problem[] {
  const proxy = placedContainers(pod).find(({ container }) => container.name === options.proxy);
  return KINDS.flatMap(({ option, field, word }) => {
    const own = proxy?.container.securityContext?.[field];
    const given = source.given[option];
    const path = placeOf(source, option, own === undefined ? undefined : proxy, field);
    if (given !== undefined && own !== undefined && given !== own)
      return [
        error(
          'capture-identity',
          path,
          `is ${given}, but ${options.proxy} has ${field} ${own}: one of the two`,
        ),
      ];
    if (options[option] !== 0 || (word === 'uid' && options.mode === 'TPROXY')) return [];
    const message = `the proxy needs a ${word} of its own: ${word} 0 is that of every root process`;
    return [error('capture-identity', path, message, { hint: `leave it out: it is 1337 then` })];
  });
}

function appIdentity(source: CaptureSource, options: CaptureOptions, pod: PodSource): readonly Problem[] {
  return placedContainers(pod)
    .filter(({ role, container }) => role === 'app' && container.name !== options.proxy)
    .flatMap(({ container }) =>
      KINDS.flatMap(({ option, field, word }) => {
        const id = container.securityContext?.[field] ?? pod.spec.securityContext?.[field];
        if (id !== options[option] || id === 0) return [];
        const message = `app container ${container.name} runs under ${word} ${id}, the proxy’s own: its traffic would not be captured`;
        const hint = `give the app or the proxy (${option}) another ${word}`;
        return [error('capture-identity', source.paths[option] ?? source.path, message, { hint })];
      }),
    );
}

/** At the option, or at the proxy's own field, or at the annotation: whoever set the number. */
function placeOf(source: CaptureSource, option: string, proxy: Placed | undefined, field: string): Path {
  if (source.paths[option]) return source.paths[option];
  return proxy ? [...proxy.path, 'securityContext', field] : (source.path ?? CAPTURE_PATH);
}
