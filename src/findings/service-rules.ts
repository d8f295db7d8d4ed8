import type { PodView, ServiceView } from '../events/view.ts';
import type { Found, ServiceRule } from './finding.ts';
import { appSockets, runningMs, whoListens } from './listening.ts';

/** Pods take a while to become ready, and a start is no trouble. */
const startMs = 10_000;
/** As for the rules about ports of containers. */
const settledMs = 6_000;

/** `shop`, and `shop.NAMESPACE` outside of the default one. */
export function serviceName(service: string): string {
  const [namespace, name] = service.split('/');
  return namespace === 'default' ? name! : `${name}.${namespace}`;
}

const serviceSelectsNothing: ServiceRule = {
  name: 'service-selects-nothing',
  title: 'The selector of a Service names no pod',
  check: ({ service, selector, selected, endpoints }) => {
    const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
    if (labels.length === 0 || selected.length > 0 || endpoints.length > 0) return [];
    return [
      {
        message: `Service ${serviceName(service)} leads nowhere: no pod of its namespace has ${labels.join(', ')}`,
        cure: 'give the pods these labels, or correct the selector',
        evidence: [],
      },
    ];
  },
};

const servicePort: ServiceRule = {
  name: 'service-port',
  title: 'A port of a Service leads to a port that a pod does not have, or on which nobody listens',
  check: ({ service, ports, endpoints }, pods, now) =>
    ports.flatMap(({ protocol, port, targetPort }, index): readonly Found[] => {
      const from = `port ${port} of Service ${serviceName(service)}`;
      const isNameless = endpoints.length > 0 && endpoints.every((one) => one.ports[index] === null);
      if (isNameless && typeof targetPort === 'string')
        return [
          {
            message: `${from} leads nowhere: no pod behind it has a port ${targetPort}`,
            cure: `call a port of a container ${targetPort}, or correct targetPort`,
            evidence: [],
          },
        ];
      if (protocol !== 'TCP') return [];
      const deaf = endpoints.flatMap(({ pod, ready, ports: targets }): readonly Found[] => {
        const [view, target] = [pods[pod ?? ''], targets[index]];
        if (!view || !ready || typeof target !== 'number' || !isDeaf(view, target, now)) return [];
        return [
          {
            since: view.listening!.since,
            message: `${from} leads to port ${target} of pod ${view.name}, where nobody listens for connections from other pods: they are refused`,
            cure: `have a container of ${view.name} listen on 0.0.0.0:${target}, or correct targetPort`,
            evidence: [`of ${view.name}, ${whoListens(view)}`],
          },
        ];
      });
      return deaf.slice(0, 1);
    }),
};

/** What is captured goes to the proxy, which may answer for any port. */
function isDeaf(pod: PodView, port: number, now: number): boolean {
  const isSettled = pod.containers.every(
    (container) => container.role !== 'app' || (runningMs(container, now) ?? 0) > settledMs,
  );
  if (!pod.listening || !isSettled || pod.terminating || pod.asks?.capture?.inboundPort !== undefined)
    return false;
  if (now - Date.parse(pod.listening.since) < settledMs) return false;
  return !appSockets(pod.listening.sockets).some(
    (socket) => socket.port === port && !/^(127\.|::1$|\[::1\])/.test(socket.address),
  );
}

const serviceNotReady: ServiceRule = {
  name: 'service-not-ready',
  title: 'None of the pods behind a Service is ready',
  check: ({ service, selected, noneReadySince }, pods, now) => {
    const behind = selected.flatMap((name) => pods[name] ?? []).filter(({ removed }) => !removed);
    if (behind.length === 0 || noneReadySince === undefined) return [];
    if (now - Date.parse(noneReadySince) < startMs || behind.every(({ terminating }) => terminating))
      return [];
    const names = behind.map(({ name }) => name);
    return [
      {
        since: noneReadySince,
        message: `Service ${serviceName(service)} leads nowhere: ${names.length === 1 ? `pod ${names[0]} is not` : `none of ${list(names)} is`} ready`,
        cure: `see why with \`outrider why ${names[0]}\``,
        evidence: [],
      },
    ];
  },
};

/** Some of many. */
function list(names: readonly string[]): string {
  const most = 5;
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

export const serviceRules: readonly ServiceRule[] = [serviceSelectsNothing, servicePort, serviceNotReady];

/** What is wrong with a Service, the first cause first. */
export function findingsOfService(
  service: ServiceView,
  pods: Readonly<Record<string, PodView>>,
  now: number,
): readonly (Found & { readonly name: string; readonly pod: string; readonly service: string })[] {
  return serviceRules.flatMap(({ name, check }) =>
    check(service, pods, now).map((found) => ({ name, pod: '', service: service.service, ...found })),
  );
}
