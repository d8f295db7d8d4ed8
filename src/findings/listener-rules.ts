import { onLoopbackOnly, portAlarms } from '../capture/check/listeners.ts';
import type { ContainerView, PodView } from '../events/view.ts';
import type { Found, Rule } from './finding.ts';
import { ruleOfContainer } from './finding.ts';
import { appSockets, runningMs, whoListens } from './listening.ts';
import { named } from './words.ts';

/** A program that listens at all does so by then; the sockets have been looked at since. */
const settledMs = 6_000;
/** One that opens no port at all in this time has another trouble than a slow start. */
const lateMs = 30_000;

export const noListener: Rule = {
  name: 'no-listener',
  title: 'Nobody listens on the port to which capture leads connections, or only on localhost',
  check: (pod, now) => {
    const capture = pod.asks?.capture;
    const proxy = pod.containers.find(({ name }) => name === capture?.proxy);
    if (!capture || !proxy || !isSettled(proxy, now) || pod.capture.state !== 'on' || isEnding(pod))
      return [];
    const { inboundPort: inbound, outboundPort: outbound } = capture;
    const ports = {
      ...(inbound !== undefined && { inbound }),
      ...(outbound !== undefined && { outbound }),
    };
    if (!pod.listening) return [];
    return portAlarms(ports, pod.listening.sockets, [])
      .filter(({ kind }) => kind === 'no-listener' || kind === 'loopback-only')
      .map(
        ({ message, hint }): Found => ({
          container: proxy.name,
          since: pod.listening!.since,
          message,
          cure: hint,
          evidence: [whoListens(pod)],
        }),
      );
  },
};

/** Ports of the proxy are checked by the rule before: it may well have an administration port for itself. */
export const appOnLoopback: Rule = {
  name: 'app-on-loopback',
  title: 'A container declares a port and listens on it for connections from its own pod only',
  check: (pod, now) => {
    if (!pod.listening || isEnding(pod)) return [];
    return pod.containers.flatMap((container): readonly Found[] => {
      const { name, asks } = container;
      if (!isSettled(container, now) || name === pod.asks?.capture?.proxy) return [];
      const deaf = onLoopbackOnly(asks?.ports ?? [], pod.listening!.sockets);
      if (deaf.length === 0) return [];
      const ports = `port${deaf.length > 1 ? 's' : ''} ${deaf.join(', ')}`;
      return [
        {
          container: name,
          since: pod.listening!.since,
          message: `${name} declares ${ports} and listens there on localhost only: nobody outside of the pod reaches it`,
          cure: `have ${name} listen on 0.0.0.0:${deaf[0]}, or leave the port out of its ports`,
          evidence: [whoListens(pod)],
        },
      ];
    });
  },
};

export const probePort = ruleOfContainer(
  'probe-port',
  'A probe asks a port on which nobody listens',
  (container, pod, now) => {
    if (!pod.listening || isEnding(pod) || !isSettled(container, now)) return undefined;
    const open = new Set(pod.listening.sockets.map(({ port }) => port));
    for (const kind of ['startup', 'liveness', 'readiness'] as const) {
      const port = container.asks?.probePorts?.[kind];
      const probe = container.probes[kind];
      if (port === undefined || open.has(port) || !probe || probe.ok) continue;
      const own = otherPorts(container, pod);
      if (own.length === 0 && runningMs(container, now)! < lateMs) continue;
      return {
        since: probe.at,
        message: `the ${kind} probe of ${named(container)} asks port ${port}, and nobody listens there`,
        cure:
          own.length > 0
            ? `have the probe ask ${own.map((one) => `port ${one}`).join(' or ')}, or ${container.name} listen on ${port}`
            : `have ${container.name} listen on ${port}, or correct the port of the probe`,
        evidence: [whoListens(pod), `the last answer was: ${probe.message}`],
        ...(probe.retryAt !== undefined && { until: probe.retryAt }),
      };
    }
    return undefined;
  },
);

/** Ports on which somebody listens who may be this container: no other one declares them, and they are not the proxy's. */
function otherPorts({ name }: ContainerView, { containers, listening, asks }: PodView): readonly number[] {
  const others = containers.filter((one) => one.name !== name).flatMap((one) => one.asks?.ports ?? []);
  const isProxy = asks?.capture?.proxy === name;
  const ports = appSockets(listening!.sockets)
    .filter(({ uid }) => (uid === asks?.capture?.proxyUid) === isProxy || asks?.capture === undefined)
    .map(({ port }) => port);
  return [...new Set(ports)].filter((port) => !others.includes(port)).sort((a, b) => a - b);
}

function isSettled(container: ContainerView, now: number): boolean {
  return (runningMs(container, now) ?? 0) >= settledMs && container.stop === undefined;
}

function isEnding({ terminating, outcome }: PodView): boolean {
  return terminating !== undefined || outcome !== undefined;
}
