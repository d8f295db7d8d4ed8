import type { Step } from '../backends/step.ts';
import type { Policy } from '../policy/policy.ts';
import { capturesInbound, capturesOutbound } from '../policy/policy.ts';

/** A TCP socket that listens in the pod. */
export interface Listener {
  /** `*` for every address. */
  readonly address: string;
  readonly port: number;
  /** Who made it. */
  readonly uid: number;
}

/** What is wrong with a listener of the proxy or of the app, or with how somebody calls them. */
export interface Alarm {
  readonly kind: 'no-listener' | 'loopback-only' | 'app-loopback-only' | 'loop' | 'capture-port-called';
  readonly message: string;
  readonly hint: string;
}

export const listenersStep: Step = {
  argv: ['ss', '-Hltne'],
  purpose: 'see who listens in the pod',
  optional: true,
};

/** Reads what `ss -Hltne` prints. */
export function parseListeners(text: string): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const match = /^LISTEN\s+\d+\s+\d+\s+(\S+):(\d+)\s/.exec(line);
    if (!match) return [];
    const address = match[1]!.replace(/%.*$/, '').replace(/^\[|\]$/g, '');
    return [
      {
        address: address === '0.0.0.0' || address === '::' ? '*' : address,
        port: Number(match[2]),
        uid: Number(/\buid:(\d+)/.exec(line)?.[1] ?? 0),
      },
    ];
  });
}

/**
 * To be asked once the proxy is ready: before that nobody listens, and connections are refused by design.
 *
 * @param declared TCP ports that the app's containers declare.
 */
export function listenerAlarms(
  policy: Policy,
  listeners: readonly Listener[],
  declared: readonly number[] = [],
): readonly Alarm[] {
  return portAlarms(capturedPorts(policy), listeners, declared);
}

/** The ports to which connections are led; absent where none are. */
export interface CapturedPorts {
  readonly inbound?: number;
  readonly outbound?: number;
}

export function capturedPorts(policy: Policy): CapturedPorts {
  const { inbound, outbound } = policy.ports;
  return {
    ...(capturesInbound(policy) && { inbound }),
    ...(capturesOutbound(policy) && { outbound }),
  };
}

/** `listenerAlarms`, where only the ports are known. */
export function portAlarms(
  { inbound, outbound }: CapturedPorts,
  listeners: readonly Listener[],
  declared: readonly number[],
): readonly Alarm[] {
  const alarms: Alarm[] = [];
  const on = (port: number) => listeners.filter((listener) => listener.port === port);
  if (outbound !== undefined && on(outbound).length === 0)
    alarms.push(nobody('outbound', outbound, '127.0.0.1'));
  if (inbound === undefined) return alarms;
  alarms.push(...appAlarms(declared, listeners));
  if (on(inbound).length === 0) alarms.push(nobody('inbound', inbound, '0.0.0.0'));
  else if (on(inbound).every(isLoopback))
    alarms.push({
      kind: 'loopback-only',
      message: `the proxy listens on localhost only for inbound port ${inbound}: captured connections arrive on the pod’s own address`,
      hint: `have it listen on 0.0.0.0:${inbound}`,
    });
  return alarms;
}

function nobody(direction: string, port: number, address: string): Alarm {
  return {
    kind: 'no-listener',
    message: `nobody listens on port ${port}, where ${direction} connections are led: they are refused`,
    hint: `have the proxy listen on ${address}:${port}, or set ${direction}Port to its port`,
  };
}

/** The proxy hands a connection on to the address that the client called, which is the pod's own. */
function appAlarms(declared: readonly number[], listeners: readonly Listener[]): readonly Alarm[] {
  const deaf = onLoopbackOnly(declared, listeners);
  if (deaf.length === 0) return [];
  const ports = `port${deaf.length > 1 ? 's' : ''} ${deaf.join(', ')}`;
  return [
    {
      kind: 'app-loopback-only',
      message: `the app declares ${ports} and listens on localhost only: a connection from outside reaches it through no proxy that hands it on to the pod’s own address`,
      hint: `have the app listen on 0.0.0.0:${deaf[0]}, or leave the port out of the containers’ ports`,
    },
  ];
}

/** Those ports on which somebody listens, and only for connections from the pod itself. */
export function onLoopbackOnly(ports: readonly number[], listeners: readonly Listener[]): readonly number[] {
  return [...new Set(ports)].filter((port) => {
    const there = listeners.filter((listener) => listener.port === port);
    return there.length > 0 && there.every(isLoopback);
  });
}

function isLoopback({ address }: Listener): boolean {
  return address === '::1' || address.startsWith('127.');
}
