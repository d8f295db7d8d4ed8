import type { ApiPorts, PodName } from '../ports.ts';
import type { ApiRequest } from '../request.ts';
import type { MessageConnection, Upgrade } from '../serve/upgrade.ts';
import { StatusError } from '../status.ts';

/**
 * The subprotocols of a forward over a WebSocket, two channels a port: data and errors, each beginning with the port in two bytes,
 * little end first (kubelet, pkg/kubelet/cri/streaming/portforward/websocket.go).
 */
const forwardProtocols = ['v2.portforward.k8s.io', 'v4.channel.k8s.io'] as const;

/** What kubectl asks for: SPDY in a WebSocket. */
const tunnel = 'SPDY/3.1+portforward.k8s.io';

/** `…/pods/NAME/portforward`. @throws StatusError */
export async function upgradeToForward(
  ports: Pick<ApiPorts, 'connect' | 'containers'>,
  pod: PodName,
  { query, headers, signal }: ApiRequest,
): Promise<Upgrade> {
  await ports.containers(pod, signal);
  const offered = (headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  if (!forwardProtocols.some((one) => offered.includes(one))) throw notCarried(offered.includes(tunnel));
  const wanted = query
    .getAll('ports')
    .flatMap((text) => text.split(','))
    .map(Number);
  const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;
  if (wanted.length === 0 || !wanted.every(isPort))
    throw new StatusError('BadRequest', 'query parameter "ports" must be ports, each from 1 to 65535');
  return {
    protocols: forwardProtocols,
    serve: async (connection) => void (await Promise.all(forwardAll(ports, pod, wanted, connection))),
  };
}

function notCarried(isTunnel: boolean): StatusError {
  const asked = isTunnel ? 'SPDY in a WebSocket' : 'SPDY';
  return new StatusError(
    'BadRequest',
    `this server forwards ports over plain WebSockets only, and the client asked for ${asked}: publish the port with hostPort in the manifest, or with -p of \`outrider run\``,
  );
}

/** One connection a port. It ends when either side does. */
function forwardAll(
  ports: Pick<ApiPorts, 'connect'>,
  pod: PodName,
  wanted: readonly number[],
  connection: MessageConnection,
): readonly Promise<void>[] {
  const inputs = new Map<number, (bytes: Uint8Array) => Promise<void> | undefined>();
  connection.onMessage((message) => inputs.get(message[0]!)?.(message.subarray(1)));
  return wanted.map(async (port, index) => {
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
}
