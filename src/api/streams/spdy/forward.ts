import type { Duplex } from 'node:stream';
import type { ApiPorts, PodName } from '../../ports.ts';
import type { MessageConnection } from '../../serve/upgrade.ts';
import { openSession } from './session.ts';
import type { SpdyStream } from './stream.ts';

/** The protocol of forwards over SPDY (client-go, tools/portforward). */
export const forwardProtocol = 'portforward.k8s.io';

/** How long the second stream of a connection may take to come, in milliseconds, as in the kubelet (pkg/kubelet/server: StreamCreationTimeout). */
const pairMs = 30_000;

/** What belongs to one connection of the client. */
interface Pair {
  readonly error?: Duplex;
  readonly data?: Duplex;
}

/**
 * Forwards connections to ports of a pod for as long as the client stays. Each connection is a pair of streams: one for its bytes, one
 * for a text where it fails (kubelet, pkg/cri/streaming/portforward/httpstream.go).
 */
export async function forwardOverSpdy(
  ports: Pick<ApiPorts, 'connect'>,
  pod: PodName,
  connection: MessageConnection,
): Promise<void> {
  const pairs = new Map<string, Pair>();
  const { signal } = openSession(connection, (stream) => {
    const wanted = wantedBy(stream);
    if (!wanted) return void stream.duplex.destroy();
    const { request, type, port } = wanted;
    const pair: Pair = { [type]: stream.duplex, ...pairs.get(request) };
    // It has a stream of this type already.
    if (pair[type] !== stream.duplex) return void stream.duplex.destroy();
    if (pair.error && pair.data) {
      pairs.delete(request);
      void forward({ ports, pod, port, signal }, pair.error, pair.data);
      return;
    }
    pairs.set(request, pair);
    forgetLate(stream.duplex, () => pairs.get(request)?.[type] === stream.duplex && pairs.delete(request));
  });
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

interface Wanted {
  /** Which connection it belongs to. */
  readonly request: string;
  readonly type: 'error' | 'data';
  readonly port: number;
}

/** Undefined when it is no stream of a forward. */
function wantedBy({ id, headers }: SpdyStream): Wanted | undefined {
  const type = headers.get('streamtype');
  const port = Number(headers.get('port'));
  if (type !== 'error' && type !== 'data') return undefined;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  // Clients of before 2015 have no such header; their streams come one behind the other.
  const request = headers.get('requestid') ?? `stream ${type === 'error' ? id : id - 2}`;
  return { request, type, port };
}

/** Resets a stream whose other half does not come. */
function forgetLate(stream: Duplex, isAlone: () => boolean): void {
  const timer = setTimeout(() => isAlone() && stream.destroy(), pairMs);
  timer.unref();
  stream.once('close', () => {
    clearTimeout(timer);
    isAlone();
  });
}

interface Forward {
  readonly ports: Pick<ApiPorts, 'connect'>;
  readonly pod: PodName;
  readonly port: number;
  readonly signal: AbortSignal;
}

async function forward({ ports, pod, port, signal }: Forward, error: Duplex, data: Duplex): Promise<void> {
  // The client ends its half at once; somebody has to take note of it.
  error.resume();
  const failure = await ports
    .connect(pod, port, signal)
    .then((inside) => carry(data, inside))
    .catch((reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))));
  if (failure) error.write(`error forwarding port ${port} to pod ${pod.name}: ${failure.message}`);
  data.end();
  error.end();
  data.resume();
}

/** Settles when the pod's side has ended or the client has reset its own; with an error when the connection has failed. */
function carry(data: Duplex, inside: Duplex): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const finish = (error?: Error): void => {
      inside.destroy();
      resolve(error);
    };
    inside.once('error', finish).once('end', () => finish());
    inside.once('close', () => finish());
    data.once('close', () => finish());
    if (data.destroyed) return finish();
    data.pipe(inside);
    inside.pipe(data, { end: false });
  });
}
