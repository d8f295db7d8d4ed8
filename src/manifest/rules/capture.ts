import {
  type CaptureSource,
  completeCapture,
  ISTIO,
  ISTIO_PROXY,
  istioInits,
  likelyProxy,
  readCapture,
} from '../capture-source.ts';
import { captureValueProblems } from '../capture-values.ts';
import { nearest } from '../nearest.ts';
import { error, type Problem, warning } from '../problem.ts';
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

/** Istio's options for traffic that nothing here does the work of. */
export const istioAnnotationsAreKnown: PodRule = (pod) =>
  Object.keys(pod.metadata.annotations ?? {})
    .filter((name) => isAboutTraffic(name) && !Object.hasOwn(ISTIO, name))
    .map((name) => {
      // The part before the slash is the same and would make any two look alike.
      const near = nearest(optionOf(name), Object.keys(ISTIO).map(optionOf));
      const meant = near === undefined ? '' : `; did you mean ${near}?`;
      const message = `has no effect here: capture has no such option${meant}`;
      return warning('capture-option', ['metadata', 'annotations', name], message, { on: 'key' });
    });

const optionOf = (name: string): string => name.slice(name.indexOf('/') + 1);

function isAboutTraffic(name: string): boolean {
  return name.startsWith('traffic.sidecar.istio.io/') || name === 'istio.io/reroute-virtual-interfaces';
}

/** Two rule sets would decide, each without knowing of the other. */
export const istioInitIsLeftOut: PodRule = (pod) =>
  readCapture(pod) === undefined
    ? []
    : istioInits(pod).map(({ name, path }) =>
        warning('capture-option', path, `${name} is left out: capture loads the rules and proves them`, {
          hint: 'its arguments are not read; options stand in outrider.dev/capture or in Istio’s annotations',
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
