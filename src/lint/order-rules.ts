import { resolvePort, sidecars } from '../pod/containers.ts';
import type { Container, Pod, Probe } from '../pod/model.ts';
import { about, type Rule } from './finding.ts';
import { isSidecarImage } from './known-images.ts';
import { declaresPort, localCalls, toldTo } from './words.ts';

/** Only a startup probe (or a postStart hook) makes the next container wait: `started` is not `ready` (KEP-753). */
export const sidecarWithoutStartupProbe: Rule = {
  code: 'sidecar-without-startup-probe',
  level: 'warning',
  title: 'The app does not wait for a sidecar that it needs',
  check: (pod) =>
    sidecars(pod)
      .filter(({ startupProbe, postStart }) => !startupProbe && !postStart)
      .filter(
        (sidecar) =>
          pod.capture?.proxy === sidecar.name ||
          (sidecar.readinessProbe !== undefined && !asksOthers(sidecar)),
      )
      .map(({ name, readinessProbe }) =>
        about(
          pod,
          name,
          readinessProbe
            ? `sidecar ${name} has a readiness probe but no startup probe: the app does not wait for it`
            : `sidecar ${name} takes the pod’s traffic but has no startup probe: the app’s first connections are refused`,
          'Give it a startupProbe; what comes after it in the list then waits until it passes.',
        ),
      ),
};

/** An adapter asks the app, so that the app has no reason to wait for it. */
function asksOthers(sidecar: Container): boolean {
  return toldTo(sidecar)
    .flatMap(localCalls)
    .some(({ port }) => !declaresPort(sidecar, port));
}

/** kiwigrid/k8s-sidecar#432: the sidecar waits for the app, and the app for the sidecar. */
export const startupDeadlock: Rule = {
  code: 'startup-deadlock',
  level: 'error',
  title: 'A sidecar waits for the app, which waits for the sidecar',
  check: (pod) =>
    pod.initContainers
      .filter((container) => asksApp(pod, container))
      .map(({ name }) =>
        about(
          pod,
          name,
          `the startup probe of ${name} asks a port of an app container, which starts only after ${name}`,
          'Probe something that the sidecar itself answers.',
        ),
      ),
};

function asksApp(pod: Pod, container: Container): boolean {
  const port = container.startupProbe && portOf(container, container.startupProbe);
  if (port === undefined) return false;
  const own = container.ports.some(({ containerPort }) => containerPort === port);
  return (
    !own && pod.containers.some(({ ports }) => ports.some(({ containerPort }) => containerPort === port))
  );
}

function portOf(container: Container, { handler }: Probe): number | undefined {
  return 'port' in handler ? resolvePort(container, handler.port) : undefined;
}

/** Istio#11130 and its relatives: rules that are on before the proxy refuse whatever starts before it. */
export const initBeforeProxy: Rule = {
  code: 'init-before-proxy',
  level: 'error',
  title: 'An init container has no network: the rules are on, and the proxy starts after it',
  check: (pod) => {
    const { capture } = pod;
    if (!capture || capture.mode === 'NONE') return [];
    const proxy = pod.initContainers.findIndex(({ name }) => name === capture.proxy);
    const rulesFrom = pod.initContainers.findIndex(({ name }) => name === capture.startAfter) + 1;
    return pod.initContainers
      .slice(rulesFrom, Math.max(proxy, 0))
      .filter(({ role }) => role === 'init')
      .map(({ name }) =>
        about(
          pod,
          name,
          `init container ${name} runs with the capture rules on but before the proxy ${capture.proxy}: its connections are refused`,
          `List ${capture.proxy} before it, or let capture begin after it (outrider.dev/capture: startAfter: ${name}).`,
        ),
      );
  },
};

/**
 * A proxy among the app containers starts and ends with them, which is what native sidecars are there to mend. Alone in
 * its pod it is the app.
 */
export const proxyAmongApps: Rule = {
  code: 'proxy-among-apps',
  level: 'warning',
  title: 'A proxy or agent is an app container instead of a sidecar',
  check: (pod) => {
    if (pod.containers.length === 1) return [];
    return pod.containers
      .filter(
        ({ name, image }) =>
          pod.capture?.proxy === name || isSidecarImage(image) || isNamedSidecar(pod, name),
      )
      .map(({ name }) =>
        about(
          pod,
          name,
          pod.restartPolicy === 'Always'
            ? `${name} looks like a sidecar but is an app container: it starts and stops together with the app`
            : `${name} looks like a sidecar but is an app container: it keeps the pod from ending`,
          'Move it to initContainers with restartPolicy: Always.',
        ),
      );
  },
};

/** Only in a pod that is to end: there a helper that never ends is felt at once. */
function isNamedSidecar({ restartPolicy }: Pod, name: string): boolean {
  return restartPolicy !== 'Always' && /(?:^|-)(?:sidecar|proxy)$/.test(name);
}
