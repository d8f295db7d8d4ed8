import { DEFAULT_PROBE } from '../../pod/defaults.ts';
import type { Handler, Probe } from '../../pod/model.ts';
import type { HookInput, ProbeInput } from '../schema/handler.ts';

export function convertProbe(input: ProbeInput): Probe {
  const { terminationGracePeriodSeconds: grace } = input;
  return {
    handler: convertHandler(input),
    initialDelaySeconds: input.initialDelaySeconds ?? DEFAULT_PROBE.initialDelaySeconds,
    timeoutSeconds: input.timeoutSeconds || DEFAULT_PROBE.timeoutSeconds,
    periodSeconds: input.periodSeconds || DEFAULT_PROBE.periodSeconds,
    successThreshold: input.successThreshold || DEFAULT_PROBE.successThreshold,
    failureThreshold: input.failureThreshold || DEFAULT_PROBE.failureThreshold,
    ...(grace !== undefined && { terminationGracePeriodSeconds: grace }),
  };
}

/** @throws without a handler: the rules refuse that before. */
export function convertHandler(input: ProbeInput | HookInput): Handler {
  const { exec, httpGet, tcpSocket } = input;
  if (exec) return { type: 'exec', command: exec.command };
  if (httpGet) return convertHttpGet(httpGet);
  if (tcpSocket) {
    const { host, port } = tcpSocket;
    return { type: 'tcpSocket', port: portOf(port), ...(host !== undefined && { host }) };
  }
  if ('grpc' in input && input.grpc)
    return { type: 'grpc', port: input.grpc.port, service: input.grpc.service ?? '' };
  if ('sleep' in input && input.sleep) return { type: 'sleep', seconds: input.sleep.seconds };
  throw new Error('a handler without a kind passed the rules');
}

function convertHttpGet(input: NonNullable<ProbeInput['httpGet']>): Handler {
  const { host, path = '/', scheme = 'HTTP', httpHeaders = [] } = input;
  return {
    type: 'httpGet',
    port: portOf(input.port),
    path: path.startsWith('/') ? path : `/${path}`,
    scheme,
    headers: httpHeaders.map(({ name, value = '' }) => ({ name, value })),
    ...(host !== undefined && { host }),
  };
}

/** A number in quotes is a number, as `intstr` reads it. */
function portOf(port: number | string): number | string {
  return typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port;
}
