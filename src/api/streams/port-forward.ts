import type { ApiPorts, PodName } from '../ports.ts';
import type { ApiRequest } from '../request.ts';
import type { MessageConnection, Upgrade } from '../serve/upgrade.ts';
import { StatusError } from '../status.ts';
import { forwardOverSpdy, forwardProtocol } from './spdy/forward.ts';

/**
 * The subprotocols of a forward over a WebSocket, two channels a port: data and errors, each beginning with the port in two bytes,
 * little end first (kubelet, pkg/kubelet/cri/streaming/portforward/websocket.go).
 */
const forwardProtocols = ['v2.portforward.k8s.io', 'v4.channel.k8s.io'] as const;

/** What kubectl asks for: the bytes of SPDY in the messages of a WebSocket (KEP-4006). */
const tunnelProtocol = `SPDY/3.1+${forwardProtocol}`;

/** `…/pods/NAME/portforward`. @throws StatusError */
export async function upgradeToForward(
  ports: Pick<ApiPorts, 'connect' | 'containers'>,
  pod: PodName,
  { query, headers, signal }: ApiRequest,
): Promise<Upgrade> {
  await ports.containers(pod, signal);
  const offered = (headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  const isSpdy = offered.includes(tunnelProtocol) || headers['sec-websocket-protocol'] === undefined;
  // Over SPDY each stream names its port.
  const wanted = isSpdy ? [] : portsIn(query);
  return {
    protocols: [tunnelProtocol, ...forwardProtocols],
    serve: (connection) =>
      connection.protocol === tunnelProtocol
        ? forwardOverSpdy(ports, pod, connection)
        : forwardAll(ports, pod, wanted, connection),
    spdy: { protocols: [forwardProtocol], serve: (connection) => forwardOverSpdy(ports, pod, connection) },
  };
}

/** @throws StatusError */
function portsIn(query: URLSearchParams): readonly number[] {
  const wanted = query
    .getAll('ports')
    .flatMap((text) => text.split(','))
    .map(Number);
  const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;
  if (wanted.length === 0 || !wanted.every(isPort))
    throw new StatusError('BadRequest', 'query parameter "ports" must be ports, each from 1 to 65535');
  return wanted;
}

/** One connection a port. It ends when either side does. */
async function forwardAll(
  ports: Pick<ApiPorts, 'connect'>,
  pod: PodName,
  wanted: readonly number[],
  connection: MessageConnection,
): Promise<void> {
  const inputs = new Map<number, (bytes: Uint8Array) => Promise<void> | undefined>();
  connection.onMessage((message) => inputs.get(message[0]!)?.(message.subarray(1)));
  const forwards = wanted.map(async (port, index) => {
    const [data, errors] = [2 * index, 2 * index + 1];
    const number = [port & 255, port >> 8];
    await connection.send(Uint8Array.from([data, ...number]));
    await connection.send(Uint8Array.from([errors, ...number]));
    try {
      const stream = await ports.connect(pod, port, connection.signal);
      const leave = (): void => void stream.destroy();
      connection.signal.addEventListener('abort', leave, { once: true });
      inputs.set(data, (bytes) =>
        stream.write(bytes)
          ? undefined
          : new Promise((resolve) => stream.once('drain', resolve).once('close', resolve)),
      );
      for await (const chunk of stream) await connection.send(Uint8Array.from([data, ...(chunk as Buffer)]));
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      await connection.send(Buffer.concat([Uint8Array.from([errors]), Buffer.from(words)]));
    }
  });
  await Promise.all(forwards);
}
