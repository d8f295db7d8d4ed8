import { resolvePort } from '../../pod/containers.ts';
import type { Container, Handler, Probe } from '../../pod/model.ts';

/** A probe that goes over the network. */
export type NetworkHandler = Extract<Handler, { type: 'httpGet' | 'tcpSocket' | 'grpc' }>;

export function isNetworkHandler(handler: Handler): handler is NetworkHandler {
  return handler.type === 'httpGet' || handler.type === 'tcpSocket' || handler.type === 'grpc';
}

/**
 * A probe as a command for `sh`, for a container in the network of the pod that has curl and netcat. It ends with 0 when the
 * probe succeeds.
 */
export function probeCommand(container: Container, { handler, timeoutSeconds }: Probe): string | undefined {
  if (!isNetworkHandler(handler)) return undefined;
  const port = resolvePort(container, handler.port);
  if (port === undefined) return undefined;
  if (handler.type === 'tcpSocket')
    return `nc -z -w ${timeoutSeconds} ${quoted(handler.host ?? LOCAL)} ${port} >/dev/null 2>&1`;
  const curl = `curl -s -o /dev/null -m ${timeoutSeconds}`;
  if (handler.type === 'grpc') return grpcCommand(handler, port, timeoutSeconds);
  const { scheme, host = LOCAL, path, headers } = handler;
  const more = headers.map(({ name, value }) => ` -H ${quoted(`${name}: ${value}`)}`).join('');
  const url = `${scheme.toLowerCase()}://${host}:${port}${path.startsWith('/') ? path : `/${path}`}`;
  // Any answer below 400 is a success, and certificates are not looked at, as by the kubelet.
  return `${curl} -f -k${more} ${quoted(url)}`;
}

const LOCAL = '127.0.0.1';

/** `Check` of grpc.health.v1: SERVING is field 1 with the value 1, after the five bytes that begin a message. */
function grpcCommand(
  { service }: Extract<Handler, { type: 'grpc' }>,
  port: number,
  timeoutSeconds: number,
): string {
  const name = Buffer.from(service);
  const request = name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([10, name.length]), name]);
  const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, request.length]), request]);
  const bytes = [...frame].map((byte) => String.raw`\0${byte.toString(8).padStart(3, '0')}`).join('');
  const headers = "-H 'content-type: application/grpc' -H 'te: trailers'";
  const url = `http://${LOCAL}:${port}/grpc.health.v1.Health/Check`;
  const curl = `curl -s -m ${timeoutSeconds} --http2-prior-knowledge ${headers} --data-binary @- ${url}`;
  return `printf %b '${bytes}' | ${curl} | od -An -tx1 | grep -q '08 01'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
