import type { CheckPorts, CheckResult } from './check.ts';
import { firstLine } from './check.ts';

/** grpc.health.v1.HealthCheckResponse.ServingStatus. */
const statuses: Readonly<Record<number, string>> = {
  0: 'UNKNOWN',
  1: 'SERVING',
  2: 'NOT_SERVING',
  3: 'SERVICE_UNKNOWN',
};

/**
 * The standard gRPC health check over HTTP/2 without TLS (grpc.health.v1.Health/Check), from inside the pod's
 * namespace. Everything but SERVING is a failure (kubelet: pkg/probe/grpc). The two messages have one field each, so
 * they are written and read here rather than through a protobuf library.
 */
export async function checkGrpc(
  { engine, signal }: CheckPorts,
  host: string,
  port: number,
  service: string,
  timeoutMs: number,
): Promise<CheckResult> {
  const name = host.includes(':') ? `[${host}]` : host;
  const argv = [
    'curl',
    '--silent',
    '--show-error',
    '--noproxy',
    '*',
    '--http2-prior-knowledge',
    '--header',
    'content-type: application/grpc',
    '--header',
    'te: trailers',
    '--data-binary',
    '@-',
    `http://${name}:${port}/grpc.health.v1.Health/Check`,
  ];
  const result = await engine.inNamespace({ argv, stdin: healthRequest(service) }, timeoutMs, signal);
  if (result.timedOut)
    return { outcome: 'failure', message: `no answer from ${name}:${port} within ${timeoutMs} ms` };
  if (result.exitCode !== 0) {
    const words = firstLine(Buffer.from(result.stderr).toString('utf8')).replace(/^curl: \(\d+\) /, '');
    return { outcome: 'failure', message: words || `no answer from ${name}:${port}` };
  }
  const status = servingStatus(result.stdout);
  if (status === 1) return { outcome: 'success', message: 'SERVING' };
  const words = status === undefined ? 'the health service gave no status' : statuses[status];
  return { outcome: 'failure', message: words ?? `status ${status}` };
}

/** One length-prefixed message: no compression, then field 1 (`service`) as a string. */
export function healthRequest(service: string): Uint8Array {
  const text = Buffer.from(service, 'utf8');
  const message =
    text.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.of(0x0a, ...varint(text.length)), text]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** A length as protobuf writes it: seven bits a byte, the low ones first, the top bit set on all but the last. */
function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** Field 1 (`status`) of the answer; an empty message means 0, no message at all nothing. */
function servingStatus(body: Uint8Array): number | undefined {
  if (body.length < 5) return undefined;
  const message = body.subarray(5);
  return message[0] === 0x08 ? message[1] : 0;
}
