import type { Lab } from './lab.ts';
import { app, proxy } from './matrix.ts';

/** The proxy's listeners: inbound on every address, outbound on loopback, as their connections arrive. */
export async function startProxy({ pod }: Lab): Promise<void> {
  await Promise.all([
    pod.actor({ do: 'listen', key: 'in', name: 'in', host: '0.0.0.0', port: 15006, ...proxy }),
    pod.actor({ do: 'listen', key: 'out', name: 'out', host: '127.0.0.1', port: 15001, ...proxy }),
  ]);
}

export async function stopProxy({ pod }: Lab): Promise<void> {
  await Promise.all([pod.actor({ do: 'close', key: 'in' }), pod.actor({ do: 'close', key: 'out' })]);
}

/** The app's ports in the pod, and those of the other machine. */
export async function startServers({ pod, ext }: Lab): Promise<void> {
  const inPod = [8080, 8081, 22, 15021, 15008].map((port) => ({ host: '0.0.0.0', port }));
  const bound = [
    { host: pod.ip, port: 8082 },
    { host: '127.0.0.42', port: 9092 },
  ];
  await Promise.all([
    ...[...inPod, ...bound].map((at) =>
      pod.actor({
        do: 'listen',
        key: `app${at.host}${at.port}`,
        name: 'app',
        ...at,
        ...(at.port > 1023 ? app : {}),
      }),
    ),
    ...[80, 443, 3306].map((port) =>
      ext.actor({ do: 'listen', key: `ext${port}`, name: 'ext', host: '0.0.0.0', port }),
    ),
    ...[443, 7000].map((port) =>
      ext.actor({ do: 'listen', protocol: 'udp', key: `udp${port}`, name: 'ext', host: '0.0.0.0', port }),
    ),
  ]);
}
