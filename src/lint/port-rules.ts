import { resolvePort } from '../pod/containers.ts';
import type { Container, Pod } from '../pod/model.ts';
import { about, type Found, lasting, type Rule } from './finding.ts';
import { filesOf, toldTo } from './words.ts';

/** The containers of a pod share one network namespace, so that a port has one owner. */
export const sharedPort: Rule = {
  code: 'shared-port',
  level: 'error',
  title: 'Two containers of a pod declare the same port',
  check: (pod) => {
    const owners = new Map<string, string>();
    return lasting(pod).flatMap(({ name, ports }) =>
      ports.flatMap(({ containerPort, protocol }): readonly Found[] => {
        const key = `${containerPort}/${protocol}`;
        const owner = owners.get(key) ?? name;
        owners.set(key, owner);
        if (owner === name) return [];
        return [
          about(
            pod,
            name,
            `${name} and ${owner} both declare port ${key}, but the containers of a pod share one network: the second one cannot listen`,
            `Give ${name} another port.`,
            'ports',
          ),
        ];
      }),
    );
  },
};

/**
 * Rules that lead to a port that nobody opens refuse every connection. Only what the file shows is compared: an image may
 * bring a configuration of its own, so a proxy without ports and files is not judged.
 */
export const captureWithoutListener: Rule = {
  code: 'capture-without-listener',
  level: 'warning',
  title: 'Capture leads to a port that the proxy does not mention',
  check: (pod) => {
    const { capture } = pod;
    const proxy = lasting(pod).find(({ name }) => name === capture?.proxy);
    if (!capture || !proxy || capture.mode === 'NONE') return [];
    const wanted = [
      ['outbound', capture.outboundPort, capture.includeOutboundIPRanges.length > 0],
      ['inbound', capture.inboundPort, capture.includeInboundPorts.length > 0],
    ] as const;
    return wanted
      .filter(([, port, isOn]) => isOn && mentions(pod, proxy, port) === false)
      .map(([direction, port]) => ({
        ...about(
          pod,
          proxy.name,
          `capture leads ${direction} traffic to port ${port}, but neither the ports nor the configuration of ${proxy.name} name it: connections are refused`,
          `Have ${proxy.name} listen on ${port}, or set ${direction}Port of the capture to the port on which it listens.`,
        ),
        ...(pod.locations['capture'] && { location: pod.locations['capture'] }),
      }));
  },
};

/** Undefined where the file says nothing of the proxy's listeners. */
function mentions(pod: Pod, proxy: Container, port: number): boolean | undefined {
  const texts = [...filesOf(pod, proxy), ...toldTo(proxy)];
  const isSilent = proxy.ports.length === 0 && !texts.some((text) => /\d{4,5}/.test(text));
  if (isSilent) return undefined;
  const named = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  return (
    proxy.ports.some(({ containerPort }) => containerPort === port) || texts.some((text) => named.test(text))
  );
}

/** A liveness probe restarts the container that has it. So it must ask only this container. */
export const livenessOfAnother: Rule = {
  code: 'liveness-of-another',
  level: 'warning',
  title: 'A liveness probe asks another container',
  check: (pod) =>
    lasting(pod).flatMap((container): readonly Found[] => {
      const asked = askedBy(pod, container);
      if (!asked) return [];
      return [
        about(
          pod,
          container.name,
          `the liveness probe of ${container.name} asks a port of ${asked.name}: when ${asked.name} fails, ${container.name} is restarted`,
          `Probe a port of ${container.name} itself, and use a readiness probe for what it depends on.`,
          'livenessProbe',
        ),
      ];
    }),
};

function askedBy(pod: Pod, container: Container): Container | undefined {
  const handler = container.livenessProbe?.handler;
  if (!handler || !('port' in handler)) return undefined;
  const port = resolvePort(container, handler.port);
  const declares = ({ ports }: Container): boolean =>
    ports.some(({ containerPort, protocol }) => containerPort === port && protocol === 'TCP');
  // Istio's agent answers for the app there, by asking the app itself.
  if (handler.type === 'httpGet' && handler.path.startsWith('/app-health/')) return undefined;
  return declares(container)
    ? undefined
    : lasting(pod).find((other) => other !== container && declares(other));
}
